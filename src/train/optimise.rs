//! Finding the parameters of least loss, by L-BFGS from a crate.

use std::sync::Mutex;

use argmin::core::{CostFunction, Error, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;

use crate::train::objective::Objective;

/// How many steps the optimiser remembers.
const MEMORY: usize = 8;

/// The objective as the optimiser asks for it: loss and gradient apart, though one walk gives both.
struct Problem<'o, 'e> {
    objective: &'o Objective<'e>,
    last: Mutex<Option<Point>>,
}

#[derive(Clone)]
struct Point {
    at: Vec<f64>,
    loss: f64,
    gradient: Vec<f64>,
}

impl Problem<'_, '_> {
    fn point(&self, at: &[f64]) -> Point {
        // A poisoned lock only means that another walk was broken off; what it guards is whole.
        let mut last = self.last.lock().unwrap_or_else(|poison| poison.into_inner());
        match &*last {
            Some(point) if point.at == at => point.clone(),
            _ => {
                let (loss, gradient) = self.objective.loss(at);
                let point = Point { at: at.to_vec(), loss, gradient };
                *last = Some(point.clone());
                point
            }
        }
    }
}

impl CostFunction for Problem<'_, '_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, at: &Vec<f64>) -> Result<f64, Error> {
        Ok(self.point(at).loss)
    }
}

impl Gradient for Problem<'_, '_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, at: &Vec<f64>) -> Result<Vec<f64>, Error> {
        Ok(self.point(at).gradient)
    }
}

/// The best parameters found from `start` in at most so many iterations, and their loss. Where the line search
/// finds no better point, the search ends with the best so far.
pub(super) fn minimise(
    objective: &Objective<'_>,
    start: Vec<f64>,
    iterations: u64,
) -> (Vec<f64>, f64) {
    let mut loss = objective.loss(&start).0;
    let mut at = start;
    let problem = Problem { objective, last: Mutex::new(None) };
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), MEMORY);
    let run = Executor::new(problem, solver)
        .configure(|state| state.param(at.clone()).max_iters(iterations))
        .run();
    if let Ok(done) = run
        && let Some(best) = done.state().get_best_param()
    {
        at.clone_from(best);
        loss = done.state().get_best_cost();
    }
    (at, loss)
}
