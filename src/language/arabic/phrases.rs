//! How Arabic words of a text agree with those of a term.

use crate::language::affix::{
    Agreement, Back, Function, Licence, Read, TermRules, UNDOTTED, Wanted,
};
use crate::text::token;

fn letters(text: &str) -> usize {
    text.chars().count()
}

/// What the spelling of a stem costs beside that of a term word, if they may be the same at all.
pub(super) fn spelling(found: &Read<'_>, wanted: &str) -> Option<u16> {
    // Before an ending a ta marbuta is written ت: زوجها is not of زوجة.
    if found.back != Back::Nothing
        && wanted.ends_with('ة')
        && found.stem.chars().nth(letters(wanted) - 1) == Some('ه')
    {
        return None;
    }
    if found.function != Function::No {
        return (token::semi_folded(found.plain) == token::semi_folded(wanted)).then_some(0);
    }
    let attached = found.stem.len() < found.plain.len() && !found.front.article;
    if !alefs_agree(wanted, found.stem, attached) {
        return None;
    }
    let (wanted, last) = (wanted.chars().next_back(), found.plain.chars().next_back());
    Some(match (found.back, wanted, last) {
        (Back::Nothing, Some('ة'), Some('ه')) | (Back::Nothing, Some('ه'), Some('ة')) => {
            UNDOTTED
        }
        (Back::Nothing, Some('ى'), Some('ي')) | (Back::Nothing, Some('ي'), Some('ى')) => 2,
        _ => 0,
    })
}

/// Whether the alef a stem starts with fits that of a term; both are plain. `attached` says that letters
/// stand before the stem, so that a careless spelling is less likely than another word.
fn alefs_agree(term: &str, stem: &str, attached: bool) -> bool {
    let hamza = |word: &str| word.chars().next().filter(|c| matches!(c, 'أ' | 'إ' | 'آ'));
    match (hamza(term), hamza(stem)) {
        (a, b) if a == b => true,
        // أسبانيا for إسبانيا, but not أعلام for إعلام.
        (Some(_), Some(_)) => letters(term) >= 6,
        _ => !attached || letters(term) >= 5,
    }
}

/// Whether a term of one word may stand as it was read; `next` gives the noun after it.
pub(super) fn licenses<'t>(
    found: &Read<'_>,
    term: TermRules,
    next: &dyn Fn() -> Option<&'t str>,
) -> bool {
    if term.fixed {
        return found.back == Back::Nothing && !found.plural && !found.front.article;
    }
    match found.back {
        Back::Feminine => term.feminine,
        Back::Construct => next().is_some(),
        Back::ConstructYeh => {
            !found.front.article && next().is_some_and(|noun| noun.starts_with("ال"))
        }
        _ => true,
    }
}

/// What the first word of a phrase says of the others. The article may be put before a final run of words: سعر صرف is
/// found in سعر الصرف and in السعر الصرف, never in السعر صرف.
pub(super) fn opens(first: &Read<'_>, term: TermRules) -> Option<Agreement> {
    // سياستها الخارجية: the pronoun makes the noun definite, and so the adjective.
    let owned = ends_word(first.back);
    let front_only = term.licence == Licence::Front && first.back != Back::Nothing;
    if front_only || term.fixed && (first.front.article || owned) {
        return None;
    }
    Some(Agreement { definite: first.front.article || owned, owned })
}

/// Whether a later word of a phrase may be read so.
pub(super) fn agrees(
    found: &Read<'_>,
    wanted: Wanted<'_>,
    term: TermRules,
    phrase: Agreement,
) -> bool {
    let article = found.front.article;
    let bare = found.back == Back::Nothing && !found.plural;
    let owned = ends_word(found.back);
    let construct = matches!(found.back, Back::Construct | Back::ConstructYeh);
    let articles = if term.fixed || has_own_article(wanted.plain) {
        !article
    } else {
        article || !phrase.definite
    };
    !found.front.particle
        && articles
        && (term.licence != Licence::Front || bare)
        && (wanted.last || !owned)
        && (!wanted.last || !construct)
        && !(phrase.owned && owned)
}

/// Whether nothing can be written behind what was taken off, as behind a pronoun.
fn ends_word(back: Back) -> bool {
    matches!(back, Back::Pronoun | Back::Both | Back::Verb)
}

/// Whether a term word has its article already, or is a particle with a noun.
pub(super) fn has_own_article(word: &str) -> bool {
    ["ال", "لل", "بال"].iter().any(|article| word.starts_with(article)) && letters(word) > 4
}
