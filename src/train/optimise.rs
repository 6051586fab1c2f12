//! Finding the parameters of least loss, by L-BFGS from a crate.

use std::convert::Infallible;

use basin::{CostFunction, Executor, FirstOrderState, Gradient, Lbfgs};

use crate::train::objective::Objective;

/// How many steps the optimiser remembers.
const MEMORY: usize = 8;

/// A gradient of this length is that of the least loss.
const FLAT: f64 = 1e-8;

/// The objective as the optimiser asks for it: mostly loss and gradient together, which one walk gives.
struct Problem<'o, 'e>(&'o Objective<'e>);

impl CostFunction for Problem<'_, '_> {
    type Param = Vec<f64>;
    type Output = f64;
    type Error = Infallible;

    fn cost(&self, at: &Vec<f64>) -> Result<f64, Infallible> {
        Ok(self.0.loss(at).0)
    }
}

impl Gradient for Problem<'_, '_> {
    type Gradient = Vec<f64>;

    fn gradient(&self, at: &Vec<f64>) -> Result<Vec<f64>, Infallible> {
        Ok(self.0.loss(at).1)
    }

    fn cost_and_gradient(&self, at: &Vec<f64>) -> Result<(f64, Vec<f64>), Infallible> {
        Ok(self.0.loss(at))
    }
}

/// The best parameters found from `start` in at most so many iterations, and their loss. Where the line search
/// finds no better point, the search ends with the best so far.
pub(super) fn minimise(
    objective: &Objective<'_>,
    start: Vec<f64>,
    iterations: u64,
) -> (Vec<f64>, f64) {
    let solver = Lbfgs::new()
        .with_m_capacity(MEMORY)
        .unbounded()
        .with_absolute_gradient_tolerance(FLAT)
        .with_relative_cost_change_tolerance(f64::EPSILON);
    let run = Executor::new(Problem(objective), solver, FirstOrderState::new(start));
    let Ok(done) = run.max_iter(iterations).run();
    (done.best_param().clone(), done.best_cost())
}
