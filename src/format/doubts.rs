//! What in a text suggests that it is not what it is taken for.

use crate::check;
use crate::format::fits_script;
use crate::language::common::other_language;
use crate::text::{Document, Place, Warning};

/// Warns of tags in plain text.
pub(super) fn markup(text: &str) -> Option<Warning> {
    const FEW: usize = 2;
    let mut tags = tags(text);
    let (at, first) = tags.next()?;
    let count = 1 + tags.count();
    if count <= FEW {
        return None;
    }
    let line = Place::Line(1).after_lines(crate::text::line_ends(&text[..at])).line();
    let message = format!(
        "{count} tags like {first} are read as text; if the file is a page or a document of marked text, give it the \
         extension of its format"
    );
    Some(Warning::new(line, message))
}

/// The tags of markup in a text, with their bytes.
fn tags(text: &str) -> impl Iterator<Item = (usize, &str)> {
    const LONGEST: usize = 300;
    text.match_indices('<').filter_map(|(at, _)| {
        let inside = head(&text[at + 1..], LONGEST);
        let inside = &inside[..inside.find(['<', '>'])?];
        let whole = &text[at..at + inside.len() + 2];
        let name = inside.strip_prefix('/').unwrap_or(inside);
        let name_end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let (name, rest) = name.split_at(name_end);
        // An address or a remark in angle brackets is no tag.
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_tag = whole.ends_with('>')
            && is_name
            && (rest.trim_end_matches('/').trim().is_empty() || rest.contains('='));
        is_tag.then_some((at, whole))
    })
}

/// Warns of a text that was read in a wrong encoding before it came here.
pub(super) fn misread(document: &Document) -> Option<Warning> {
    // Such damage is everywhere in a text.
    const LOOKED_AT: usize = 1 << 20;
    let mut first = None;
    let (mut count, mut seen) = (0, 0);
    for block in &document.blocks {
        if seen > LOOKED_AT {
            break;
        }
        seen += block.text.len();
        for (range, right) in check::misread(head(&block.text, LOOKED_AT)) {
            count += 1;
            first.get_or_insert_with(|| (block.place_of(range.start), &block.text[range], right));
        }
    }
    let (place, wrong, right) = first?;
    let wrong = clip(wrong);
    let what = match right {
        Some(right) => format!("'{wrong}' is '{}' in a wrong encoding", clip(&right)),
        None => format!("'{wrong}' was read in a wrong encoding and has lost bytes"),
    };
    let times = if count > 1 { format!(" ({count} places)") } else { String::new() };
    let message = format!(
        "{what}{times}: the file was damaged before it came here; take the text from its source again, and save it as UTF-8"
    );
    Some(Warning { place: Some(place), message })
}

/// Warns of a text that is surely in another language.
pub(super) fn language(document: &Document) -> Option<Warning> {
    let texts = || document.blocks.iter().map(|block| block.text.as_str());
    // Who sees that the script is another tells that.
    let fits = fits_script(texts(), document.lang);
    let (subtag, name) = fits.then(|| other_language(texts(), document.lang))??;
    let message = format!(
        "the text looks like {name}, not '{}'; if so, name its language '{subtag}'",
        document.lang
    );
    Some(Warning::new(None, message))
}

/// The start of a text, of so many bytes at most.
fn head(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn clip(text: &str) -> &str {
    const MOST: usize = 30;
    text.char_indices().nth(MOST).map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn warnings(text: &str, lang: Lang) -> Vec<String> {
        let document = Document::read("a.txt", text.as_bytes(), lang).unwrap();
        document.warnings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn tags_in_plain_text_are_told() {
        let text = "The shop.\n<p class=\"big\">It opens <b>early</b> in <i>May</i>.</p>\n";
        let told = warnings(text, Lang::EN);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("line 2: 6 tags like <p class=\"big\"> are read"), "{told:?}");
        for fine in [
            "If a < b and c > d and e < f and g > h and i <j> k.",
            "Write to <ann@example.org>, <bob@example.org> or <https://example.org/a>, <https://example.org/b>.",
            "Press <Enter>, then <Enter> again.",
        ] {
            assert_eq!(warnings(fine, Lang::EN), [""; 0], "{fine}");
        }
    }

    #[test]
    fn texts_damaged_by_a_wrong_encoding_are_told() {
        let told = warnings("The baker is here.\nHe doesnâ€™t sing.\nShe isnâ€™t there.", Lang::EN);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].starts_with("line 2: 'â€™' is '’' in a wrong encoding (2 places)"),
            "{told:?}"
        );
        let told = warnings("Ø§Ù„Ø®Ø¨Ø§Ø² Ù‡Ù†Ø§", Lang::AR);
        assert!(told[0].contains("'Ø§Ù„Ø®Ø¨Ø§Ø²' is 'الخباز'"), "{told:?}");
        assert_eq!(warnings("الخباز هنا.", Lang::AR), [""; 0]);
    }

    #[test]
    fn a_text_in_another_language_is_told() {
        let told =
            warnings("Le boulanger ouvre la porte et les enfants entrent dans la rue.", Lang::EN);
        assert_eq!(told, ["the text looks like French, not 'en'; if so, name its language 'fr'"]);
    }
}
