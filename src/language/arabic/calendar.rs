//! Arabic names of months and days, Gregorian and Hijri, of every country.

use crate::language::calendar::{Name, Named, WordForm};

pub(super) fn month_or_day(words: &[WordForm<'_>]) -> Option<Named> {
    let bare = ["", "و", "ل", "ب", "ك", "ف"];
    bare.iter().filter_map(|clitic| words[0].folded.strip_prefix(clitic)).find_map(|word| {
        let next = words.get(1).map_or("", |word| word.folded);
        name(word, next)
    })
}

fn name(word: &str, next: &str) -> Option<Named> {
    let second = |first: u8, one: &[&str], two: &[&str]| match next {
        n if one.contains(&n) => Some(first),
        n if two.contains(&n) => Some(first + 1),
        _ => None,
    };
    let month = |number| Named::sure(Name::Month(number), 1);
    match word {
        "يناير" | "جانفي" => month(1),
        "فبراير" | "فيفري" | "شباط" => month(2),
        "مارس" => Named::unsure(Name::Month(3)),
        "اذار" => month(3),
        "ابريل" | "افريل" => month(4),
        "نيسان" => Named::unsure(Name::Month(4)),
        "مايو" | "ايار" => month(5),
        "ماي" => Named::unsure(Name::Month(5)),
        "يونيو" | "يونيه" | "حزيران" | "جوان" => month(6),
        "يوليو" | "يوليه" | "تموز" | "جويليه" | "يوليوز" => month(7),
        "اغسطس" | "غشت" => month(8),
        "اب" | "اوت" => Named::unsure(Name::Month(8)),
        "سبتمبر" | "ايلول" | "شتنبر" => month(9),
        "اكتوبر" => month(10),
        "نوفمبر" | "نونبر" => month(11),
        "ديسمبر" | "دجنبر" => month(12),
        "تشرين" => {
            let number = second(10, &["الاول", "اول"], &["الثاني", "ثاني"])?;
            Named::sure(Name::Month(number), 2)
        }
        "كانون" => match next {
            "الاول" | "اول" => Named::sure(Name::Month(12), 2),
            "الثاني" | "ثاني" => Named::sure(Name::Month(1), 2),
            _ => None,
        },
        "محرم" | "المحرم" => Named::unsure(Name::Hijri(1)),
        "صفر" => Named::unsure(Name::Hijri(2)),
        "ربيع" => {
            let number = second(3, &["الاول"], &["الثاني", "الاخر"])?;
            Named::sure(Name::Hijri(number), 2)
        }
        "جمادي" => {
            let number = second(5, &["الاولي", "الاول"], &["الثانيه", "الاخره", "الثاني"])?;
            Named::sure(Name::Hijri(number), 2)
        }
        "رجب" => Named::unsure(Name::Hijri(7)),
        "شعبان" => Named::unsure(Name::Hijri(8)),
        "رمضان" => Named::sure(Name::Hijri(9), 1),
        "شوال" => Named::unsure(Name::Hijri(10)),
        "ذو" | "ذي" | "ذا" => match next {
            "القعده" => Named::sure(Name::Hijri(11), 2),
            "الحجه" => Named::sure(Name::Hijri(12), 2),
            _ => None,
        },
        "الاحد" => Named::unsure(Name::Day(1)),
        "الاثنين" | "الاثنان" => Named::unsure(Name::Day(2)),
        "الثلاثاء" => Named::sure(Name::Day(3), 1),
        "الاربعاء" => Named::sure(Name::Day(4), 1),
        "الخميس" => Named::sure(Name::Day(5), 1),
        "الجمعه" => Named::sure(Name::Day(6), 1),
        "السبت" => Named::sure(Name::Day(7), 1),
        _ => None,
    }
}
