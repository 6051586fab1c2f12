//! Lists of words by what they mean.

/// Meanings with the words for each, parted by spaces.
pub(super) type Meanings<T> = &'static [(T, &'static str)];

/// The words of two lists with what each means, and whether it is of the second.
pub(super) fn words<T: Copy>(
    first: Meanings<T>,
    second: Meanings<T>,
) -> impl Iterator<Item = (&'static str, (T, bool))> {
    [(first, false), (second, true)].into_iter().flat_map(|(list, is_second)| {
        list.iter().flat_map(move |(meaning, words)| {
            words.split_whitespace().map(move |word| (word, (*meaning, is_second)))
        })
    })
}
