//! Folding text: what two people who write the same name differently have in common.

use unicode_normalization::{
    IsNormalized, UnicodeNormalization,
    char::{decompose_canonical, decompose_compatible},
    is_nfc_quick,
};

/// Folds text for comparing and searching.
///
/// Lower case; accents and letters such as ø æ ß ł to plain ones; curly quotes, dashes and odd spaces to their plain
/// kin; apostrophes gone (`Don't` is `dont`), and so are the dots of an acronym (`S.P.Y` is `spy`); runs of white
/// space are one space, none at the ends. Folding twice changes nothing.
pub fn fold(text: &str) -> String {
    let mut out = Folded { text: String::with_capacity(text.len()), pending_space: false };
    match composed(text) {
        Some(text) => text.chars().for_each(|c| fold_char(c, |f| out.push(f))),
        None => text.chars().for_each(|c| fold_char(c, |f| out.push(f))),
    }
    let text = if out.text.contains('.') { without_acronym_dots(&out.text) } else { out.text };
    composed(&text).map_or(text, |composed| fold(&composed))
}

/// Text whose letters stand next to marks that they compose with, composed; `㈎` unfolds to such. None for other text.
fn composed(text: &str) -> Option<String> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return None;
    }
    let composed: String = text.nfc().collect();
    (composed != text).then_some(composed)
}

/// Folds one character of composed text, giving each resulting character to `emit`; apostrophes, accents and invisible
/// characters give none. White space of any kind is `' '`, not squeezed.
pub fn fold_char(c: char, mut emit: impl FnMut(char)) {
    if c.is_ascii() {
        match c {
            '\'' | '`' => {}
            ' '..='~' => emit(c.to_ascii_lowercase()),
            _ => emit(' '),
        }
        return;
    }
    if let Some(plain) = plain(c) {
        return plain.chars().for_each(emit);
    }
    let mut letters = 0;
    decompose_canonical(c, |d| letters += usize::from(!is_accent(d)));
    if letters > 1 {
        // Kana with their voicing mark, Hangul, Indic vowels: the parts are no accents.
        return c.to_lowercase().for_each(emit);
    }
    decompose_compatible(c, |d| {
        for lower in d.to_lowercase().filter(|d| !is_accent(*d)) {
            match plain(lower) {
                Some(plain) => plain.chars().for_each(&mut emit),
                None if lower.is_whitespace() || lower.is_control() => emit(' '),
                None => emit(lower),
            }
        }
    });
}

/// The alphanumeric runs of an already folded text.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Folds text to its letters and digits alone, the form keys are made of: `Kos.Mos.Music` is `kosmosmusic`. `&`, `@`
/// and `$` are `and`, `at` and `s`. A name without any letter or digit (`!!!`) stays as it is, without its spaces.
pub fn squash(text: &str) -> String {
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            '&' => out.push_str("and"),
            '@' => out.push_str("at"),
            '$' => out.push('s'),
            c if c.is_alphanumeric() => out.push(c),
            _ => {}
        }
    }
    if out.is_empty() { folded.split_whitespace().collect() } else { out }
}

/// What Unicode's decompositions leave undone. `None` where they should do the work.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ø' | 'Ø' => "o",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ß' | 'ẞ' => "ss",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ı' => "i",
        'ħ' | 'Ħ' => "h",
        'ŧ' | 'Ŧ' => "t",
        'ŋ' | 'Ŋ' => "n",
        'ə' | 'Ə' => "e",
        'ς' => "σ",
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' | '＂' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' | '－' | '\u{fe58}' => "-",
        '⁄' => "/",
        '×' => "x",
        c if is_accent(c) || vanishes(c) => "",
        _ => return None,
    })
}

/// Apostrophes, trade marks, and what nobody sees.
fn vanishes(c: char) -> bool {
    matches!(c, '‘' | '’' | '‚' | '‛' | 'ʼ' | 'ʹ' | '´' | '′' | '＇' | '\u{2bb}' | '™' | '®' | '©' | '℠')
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
        || matches!(c, '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

struct Folded {
    text: String,
    pending_space: bool,
}

impl Folded {
    fn push(&mut self, c: char) {
        if c == ' ' {
            self.pending_space = !self.text.is_empty();
            return;
        }
        if std::mem::take(&mut self.pending_space) {
            self.text.push(' ');
        }
        self.text.push(c);
    }
}

/// Drops the dots of `s.p.y` and `m.i.k.e. push`; those of `mr. g`, `d. ramirez` and `4.2` stay.
fn without_acronym_dots(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (place, token) in text.split(' ').enumerate() {
        if place > 0 {
            out.push(' ');
        }
        if is_acronym(token) {
            out.extend(token.chars().filter(|c| *c != '.'));
        } else {
            out.push_str(token);
        }
    }
    out
}

/// Whether letters and dots take turns, with two letters at least: `s.p.y`, `(m.i.k.e.)`.
fn is_acronym(token: &str) -> bool {
    let inner = token.trim_matches(|c: char| !c.is_alphabetic() && c != '.');
    let mut letters = 0;
    let mut after_letter = false;
    for c in inner.chars() {
        let fits = if c == '.' { after_letter } else { c.is_alphabetic() && !after_letter };
        if !fits {
            return false;
        }
        after_letter = c != '.';
        letters += usize::from(after_letter);
    }
    letters >= 2 && inner.contains('.')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::{fold, squash, words};

    #[rstest]
    #[case("Røyksopp", "royksopp")]
    #[case("Æther ß Łódź", "aether ss lodz")]
    #[case("Tiësto", "tiesto")]
    #[case("TIE\u{308}STO", "tiesto")]
    #[case("İstanbul ıssız", "istanbul issiz")]
    #[case("Don’t ‘Stop’ \"It\"", "dont stop \"it\"")]
    #[case("A – B — C‐D", "a - b - c-d")]
    #[case("  wide\u{a0}\u{3000}space\t", "wide space")]
    #[case("S.P.Y & M.I.K.E. Push", "spy & mike push")]
    #[case("Mr. G, D. Ramirez, Sqala 4.2", "mr. g, d. ramirez, sqala 4.2")]
    #[case("Ｆｕｌｌ Ⅲ ½", "full iii 1/2")]
    #[case("ΣΊΣΥΦΟΣ", "σισυφοσ")]
    #[case("박혜진 が ガ", "박혜진 が ガ")]
    #[case("か\u{3099} ㈎", "が (가)")]
    #[case("a\u{200b}b\u{feff}c\u{2028}d", "abc d")]
    fn text_folds_to_what_its_spellings_share(#[case] text: &str, #[case] folded: &str) {
        assert_eq!(fold(text), folded);
    }

    #[rstest]
    #[case("Kos.Mos.Music", "kosmosmusic")]
    #[case("Rollin' & Scratchin'", "rollinandscratchin")]
    #[case("Too $hort", "tooshort")]
    #[case("!!!", "!!!")]
    #[case("? ?", "??")]
    #[case("", "")]
    fn squashing_leaves_letters_and_digits(#[case] text: &str, #[case] squashed: &str) {
        assert_eq!(squash(text), squashed);
    }

    #[test]
    fn words_are_alphanumeric_runs() {
        assert_eq!(
            words("natural/electronic.system. 12\"").collect::<Vec<_>>(),
            ["natural", "electronic", "system", "12"]
        );
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in ".{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn squashing_twice_changes_nothing(text in ".{0,40}") {
            let once = squash(&text);
            prop_assert_eq!(squash(&once), once);
        }

        #[test]
        fn case_does_not_matter(text in "[a-zA-ZàéîõüñçÀÉÎÕÜÑÇøæœłđØÆŒŁĐа-яА-Яα-ωΑ-Ω0-9 .,&'’()\\-]{0,40}") {
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
            prop_assert_eq!(fold(&text.to_lowercase()), fold(&text));
        }

        #[test]
        fn accents_do_not_matter(text in "[a-z ]{0,20}", accents in proptest::collection::vec(0x300_u32..0x36f, 0..20)) {
            let mut accents = accents.into_iter().filter_map(char::from_u32);
            let accented: String = text.chars().flat_map(|c| [Some(c), accents.next()]).flatten().collect();
            prop_assert_eq!(fold(&accented), fold(&text));
        }

        #[test]
        fn no_space_is_left_over(text in "\\PC{0,40}") {
            let folded = fold(&text);
            prop_assert!(!folded.contains("  ") && folded.trim() == folded, "{folded:?}");
        }
    }
}
