//! Arabic names of months and days, Gregorian and Hijri, of every country.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::language::calendar::{Name, Named, WordForm};
use crate::language::listed::{self, Meanings};
use crate::text::token::Fast;

pub(super) fn month_or_day(words: &[WordForm<'_>]) -> Option<Named> {
    match *FORMS.get(words[0].folded)? {
        Form::Name(name) => Some(name),
        Form::First(first) => of_two(first, words.get(1)?.folded),
    }
}

/// A word of a name.
#[derive(Clone, Copy)]
enum Form {
    Name(Named),
    /// The first of two, without clitics.
    First(&'static str),
}

/// All forms of the words of names: to take clitics off every word of a text would take longer.
static FORMS: LazyLock<HashMap<String, Form, Fast>> = LazyLock::new(|| {
    let names = listed::words(SURE, UNSURE);
    let names = names
        .map(|(word, (name, unsure))| (word, Form::Name(Named { name, words: 1, sure: !unsure })));
    let of_two = ["تشرين", "كانون", "ربيع", "جمادي", "ذو", "ذي", "ذا"];
    let words = names.chain(of_two.map(|word| (word, Form::First(word))));
    let forms = words.flat_map(|(word, form)| {
        ["و", "ل", "ب", "ك", "ف", ""].map(|clitic| ([clitic, word].concat(), form))
    });
    forms.collect()
});

/// Words that mean nothing else, folded.
const SURE: Meanings<Name> = &[
    (Name::Month(1), "يناير جانفي"),
    (Name::Month(2), "فبراير فيفري شباط"),
    (Name::Month(3), "اذار"),
    (Name::Month(4), "ابريل افريل"),
    (Name::Month(5), "مايو ايار"),
    (Name::Month(6), "يونيو يونيه حزيران جوان"),
    (Name::Month(7), "يوليو يوليه تموز جويليه يوليوز"),
    (Name::Month(8), "اغسطس غشت"),
    (Name::Month(9), "سبتمبر ايلول شتنبر"),
    (Name::Month(10), "اكتوبر"),
    (Name::Month(11), "نوفمبر نونبر"),
    (Name::Month(12), "ديسمبر دجنبر"),
    (Name::Hijri(9), "رمضان"),
    (Name::Day(3), "الثلاثاء"),
    (Name::Day(4), "الاربعاء"),
    (Name::Day(5), "الخميس"),
    (Name::Day(6), "الجمعه"),
    (Name::Day(7), "السبت"),
];

/// Words that have other meanings as well, folded.
const UNSURE: Meanings<Name> = &[
    (Name::Month(3), "مارس"),
    (Name::Month(4), "نيسان"),
    (Name::Month(5), "ماي"),
    (Name::Month(8), "اب اوت"),
    (Name::Hijri(1), "محرم المحرم"),
    (Name::Hijri(2), "صفر"),
    (Name::Hijri(7), "رجب"),
    (Name::Hijri(8), "شعبان"),
    (Name::Hijri(10), "شوال"),
    (Name::Day(1), "الاحد"),
    (Name::Day(2), "الاثنين الاثنان"),
];

fn of_two(word: &str, next: &str) -> Option<Named> {
    let name = match (word, next) {
        ("تشرين", "الاول" | "اول") => Name::Month(10),
        ("تشرين", "الثاني" | "ثاني") => Name::Month(11),
        ("كانون", "الاول" | "اول") => Name::Month(12),
        ("كانون", "الثاني" | "ثاني") => Name::Month(1),
        ("ربيع", "الاول") => Name::Hijri(3),
        ("ربيع", "الثاني" | "الاخر") => Name::Hijri(4),
        ("جمادي", "الاولي" | "الاول") => Name::Hijri(5),
        ("جمادي", "الثانيه" | "الاخره" | "الثاني") => Name::Hijri(6),
        ("ذو" | "ذي" | "ذا", "القعده") => Name::Hijri(11),
        ("ذو" | "ذي" | "ذا", "الحجه") => Name::Hijri(12),
        _ => return None,
    };
    Named::sure(name, 2)
}
