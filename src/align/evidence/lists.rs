//! Many short lists in one block of memory: a list for each segment of a long text, each in a block of its own, takes several
//! times what is in it.

use std::ops::Range;

/// Lists that follow each other, counted from 0.
#[derive(Debug, Clone)]
pub(super) struct Lists<T> {
    all: Vec<T>,
    /// Where each begins, and the end of the last.
    starts: Vec<u32>,
}

impl<T> Default for Lists<T> {
    fn default() -> Lists<T> {
        Lists { all: Vec::new(), starts: vec![0] }
    }
}

impl<T> Lists<T> {
    /// Appends a list.
    pub(super) fn push(&mut self, list: impl IntoIterator<Item = T>) {
        self.all.extend(list);
        self.starts.push(self.all.len() as u32);
    }

    /// The same in no more memory than they need, now that they are all there.
    pub(super) fn fitted(mut self) -> Lists<T> {
        self.all.shrink_to_fit();
        self.starts.shrink_to_fit();
        self
    }

    /// How many lists there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// One list.
    pub(super) fn get(&self, at: u32) -> &[T] {
        self.of(at..at + 1)
    }

    /// What some lists hold, one after the other.
    pub(super) fn of(&self, lists: Range<u32>) -> &[T] {
        let at = |list: u32| self.starts[list as usize] as usize;
        &self.all[at(lists.start)..at(lists.end)]
    }

    /// What all lists hold.
    pub(super) fn all(&self) -> &[T] {
        &self.all
    }

    /// Every list.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[T]> {
        self.starts.windows(2).map(|ends| &self.all[ends[0] as usize..ends[1] as usize])
    }
}

impl<T, L: IntoIterator<Item = T>> FromIterator<L> for Lists<T> {
    fn from_iter<I: IntoIterator<Item = L>>(lists: I) -> Lists<T> {
        let mut all = Lists::default();
        lists.into_iter().for_each(|list| all.push(list));
        all.fitted()
    }
}
