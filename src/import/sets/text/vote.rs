//! What most lines of a list have in common: what they begin with, where a time stands, what parts artist and title.

use super::{
    begin::{self, Kinds},
    split::{ALL, Separator, time_behind},
};

/// How the lines of a list are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// With what they begin.
    pub kinds: Kinds,
    /// A time stands at their ends.
    pub tail: bool,
    pub separator: Separator,
    /// The separator parts most lines: the others are written otherwise.
    pub common: bool,
    /// Nothing begins or parts the lines: the catalogue knows them as they stand.
    pub bare: bool,
}

/// Fewer lines that could be entries are no list.
const FEWEST: usize = 2;
/// Numbers count where so many of a hundred steps from one to the next are one, two or back to the first.
const STEADY: usize = 70;

/// The form of these lines; `None` where they are no list. `is_record` knows records by lines without a separator.
pub(super) fn form(lines: &[&str], is_record: &dyn Fn(&str) -> bool) -> Option<Form> {
    let parted = |line: &&&str| {
        let rest = begin::take(line, Kinds::ALL).rest;
        ALL.iter().any(|separator| separator.split(rest).is_some() || separator.split(line).is_some())
    };
    let begun = |line: &&&str| {
        let begin = begin::take(line, Kinds::ALL);
        let begun = begin.time.is_some() || begin.minutes.is_some() || begin.number.is_some();
        begun && begin.rest.contains(char::is_alphabetic)
    };
    let mut candidates: Vec<&str> = lines.iter().filter(parted).copied().collect();
    let all_begun = lines.iter().filter(begun).count();
    if candidates.len() < FEWEST || candidates.len() * 2 < all_begun {
        candidates = lines.iter().filter(|line| parted(line) || begun(line)).copied().collect();
    }
    // Few lines with a sign in them make no list of others that the catalogue knows as they stand.
    if candidates.len() * 2 < lines.len() || candidates.len() < FEWEST {
        let others = lines.len() - candidates.len();
        let other = |line: &&&str| !candidates.contains(line);
        let known = lines.iter().filter(other).filter(|line| is_record(line)).count();
        if known >= FEWEST && known * 2 >= others {
            let (kinds, separator) = (Kinds::default(), Separator::Dash);
            return Some(Form { kinds, tail: false, separator, common: false, bare: true });
        }
    }
    if candidates.len() >= FEWEST { form_of(&candidates) } else { None }
}

fn form_of(candidates: &[&str]) -> Option<Form> {
    let half = |count: usize| count * 2 >= candidates.len();
    let all: Vec<_> = candidates.iter().map(|line| begin::take(line, Kinds::ALL)).collect();
    let own: Vec<_> = all.iter().filter(|begin| !begin.layered).collect();
    let numbers: Vec<u32> = own.iter().filter_map(|begin| begin.number).map(|number| number.value).collect();
    let kinds = Kinds {
        time: half(all.iter().filter(|begin| begin.time.is_some()).count()),
        minutes: half(all.iter().filter(|begin| begin.minutes.is_some()).count()),
        number: numbers.len() * 2 >= own.len() && is_steady(&numbers) || is_marked(&own),
        bullet: half(all.iter().filter(|begin| begin.bullet).count()),
    };
    let tail =
        !kinds.time && !kinds.minutes && half(candidates.iter().filter(|l| time_behind(l).is_some()).count());
    let rests: Vec<&str> = candidates.iter().map(|line| rest(line, kinds, tail)).collect();
    let separator = ALL.into_iter().max_by_key(|separator| {
        let parted = rests.iter().filter(|rest| separator.split(rest).is_some()).count();
        // Of those that part as many lines the first one in the list.
        (parted, std::cmp::Reverse(ALL.iter().position(|one| one == separator)))
    })?;
    let parted = rests.iter().filter(|rest| separator.split(rest).is_some()).count();
    Some(Form { kinds, tail, separator, common: half(parted), bare: false })
}

/// A line without what its form allows to take off.
pub(super) fn rest(line: &str, kinds: Kinds, tail: bool) -> &str {
    let rest = begin::take(line, kinds).rest;
    match time_behind(rest) {
        Some((name, _)) if tail => name,
        _ => rest,
    }
}

/// Nearly every line has a number with a sign behind it: it is one, wherever the numbers go.
fn is_marked(own: &[&begin::Begin<'_>]) -> bool {
    let marked = own.iter().filter(|begin| begin.number.is_some_and(|number| number.sure)).count();
    marked >= FEWEST && marked * 10 >= own.len() * 9
}

fn is_steady(numbers: &[u32]) -> bool {
    let step = |pair: &[u32]| pair[1] == 1 || (1..=2).contains(&pair[1].saturating_sub(pair[0]));
    // Charts count down.
    let down = |pair: &[u32]| pair[0].saturating_sub(pair[1]) == 1;
    let steady = |step: &dyn Fn(&[u32]) -> bool| {
        let steps = numbers.windows(2).filter(|pair| step(pair)).count();
        numbers.len() > 1 && steps * 100 >= (numbers.len() - 1) * STEADY
    };
    steady(&step) || steady(&down)
}

#[cfg(test)]
mod tests {
    use super::{form as form_with, *};

    fn form(lines: &[&str]) -> Option<Form> {
        form_with(lines, &|_| false)
    }

    #[test]
    fn lines_that_nothing_parts_are_a_list_where_they_begin_alike_or_are_records() {
        let begun = form(&["12:30 Plastikman Spastik", "16:10 Surgeon Magneze"]).unwrap();
        assert!(begun.kinds.time && !begun.bare && !begun.common);
        let bare = ["Plastikman Spastik", "Surgeon Magneze", "thanks for listening"];
        assert_eq!(form(&bare), None);
        let known = form_with(&bare, &|line| !line.starts_with("thanks")).unwrap();
        assert!(known.bare && !known.kinds.any());
        let one = |line: &str| line.starts_with("Surgeon");
        assert_eq!(form_with(&bare, &one), None, "one line is no list");
    }

    #[test]
    fn numbers_count_only_where_they_count() {
        let names =
            ["808 State - Pacific", "2 Unlimited - No Limit", "4hero - Mr Kirk", "65daysofstatic - Retreat"];
        assert!(!form(&names).unwrap().kinds.number);
        let numbered = [
            "1 808 State - Pacific",
            "2 2 Unlimited - No Limit",
            "w/ 10cc - I'm Not In Love",
            "3 4hero - Mr Kirk",
        ];
        let form = form(&numbered).unwrap();
        assert!(form.kinds.number && !form.kinds.time);
        assert_eq!(rest(numbered[1], form.kinds, false), "2 Unlimited - No Limit");
    }

    #[test]
    fn numbers_with_a_sign_need_no_order() {
        let odd = [
            "1. A - One",
            "2. B - Two",
            "2. C - Two",
            "4. D - Four",
            "7. 808 State - Pacific",
            "9. 4hero - Kirk",
        ];
        assert!(form(&odd).unwrap().kinds.number);
        assert!(!form(&["12:30 A - One", "808 State - Pacific"]).unwrap().kinds.number);
    }

    #[test]
    fn the_commonest_separator_wins_and_a_dash_where_it_is_even() {
        let of = |lines: &[&str]| form(lines).unwrap().separator;
        assert_eq!(of(&["A: B - C", "D: E - F"]), Separator::Dash);
        assert_eq!(of(&["Stand by Me by Ben E. King", "One by Two", "A - B by C"]), Separator::By);
        assert_eq!(of(&["A | B", "C | D", "E - F"]), Separator::Pipe);
    }
}
