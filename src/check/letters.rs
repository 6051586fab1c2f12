//! Letters of Persian and Urdu in Arabic words.

use super::{Check, Finding, Pair, Severity};

/// The check `foreign-letter`.
pub(super) struct Letters;

impl Check for Letters {
    fn id(&self) -> &'static str {
        "foreign-letter"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "Persian and Urdu letters in Arabic words; those that spell names (گ پ چ ڤ ژ) are only counted"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        for text in pair.sides().into_iter().filter(|text| text.is_arabic()) {
            for word in &text.words {
                let found = &text.text[word.range.clone()];
                if let Some((c, own)) =
                    found.chars().find_map(|c| look_alike(c).map(|own| (c, own)))
                {
                    let message = format!(
                        "'{found}' has {c} (U+{:04X}), a letter of Persian or Urdu that looks like {own}; \
                         searches miss it",
                        u32::from(c)
                    );
                    let range = word.range.clone();
                    report(pair.finding_at(self, Severity::Warning, text, range, message));
                } else if let Some(c) =
                    found.chars().find(|c| matches!(c, 'گ' | 'پ' | 'چ' | 'ڤ' | 'ژ'))
                {
                    let message =
                        format!("'{found}' has {c}, which Arabic uses in foreign names only");
                    let range = word.range.clone();
                    report(pair.finding_at(self, Severity::Info, text, range, message));
                }
            }
        }
    }
}

/// The Arabic letter that a letter of another language is taken for.
fn look_alike(c: char) -> Option<&'static str> {
    match c {
        'ک' | 'ڪ' => Some("ك"),
        'ی' | 'ې' | 'ے' => Some("ي"),
        'ہ' | 'ھ' | 'ە' | 'ۀ' => Some("ه"),
        'ں' => Some("ن"),
        'ٹ' => Some("ت"),
        'ڈ' => Some("د"),
        'ڑ' => Some("ر"),
        'ۃ' => Some("ة"),
        _ => None,
    }
}
