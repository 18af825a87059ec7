//! Lists in JSON that have an end: millions of empty entries fit into a line that is not long.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, SeqAccess, Visitor},
};

/// Reads a list of at most `MOST` entries; of a longer one nothing is kept, and the error names the limit.
pub fn few<'de, D, T, const MOST: usize>(from: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    from.deserialize_seq(Few::<T, MOST>(PhantomData))
}

/// As [`few`]; `null` says as little as a field that is not there.
pub fn few_or_none<'de, D, T, const MOST: usize>(from: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    from.deserialize_option(Few::<T, MOST>(PhantomData))
}

struct Few<T, const MOST: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Few<T, MOST> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_none<E: Error>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_unit<E: Error>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Vec<T>, D::Error> {
        from.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Vec<T>, A::Error> {
        let mut all = Vec::new();
        while let Some(one) = from.next_element()? {
            if all.len() == MOST {
                return Err(A::Error::custom(format_args!("a list of more than {MOST} entries")));
            }
            all.push(one);
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Lists {
        #[serde(deserialize_with = "few::<_, _, 3>")]
        must: Vec<String>,
        #[serde(default, deserialize_with = "few_or_none::<_, _, 2>")]
        may: Vec<u8>,
    }

    fn read(text: &str) -> Result<(usize, usize), String> {
        serde_json::from_str::<Lists>(text).map(|l| (l.must.len(), l.may.len())).map_err(|e| e.to_string())
    }

    #[test]
    fn a_list_of_too_many_is_an_error_that_names_the_limit() {
        assert_eq!(read(r#"{"must":["","",""],"may":[1,2]}"#), Ok((3, 2)));
        assert_eq!(read(r#"{"must":[],"may":null}"#), Ok((0, 0)));
        assert_eq!(read(r#"{"must":[]}"#), Ok((0, 0)));
        assert!(read(r#"{"must":null}"#).unwrap_err().contains("expected a sequence"));
        assert!(read(r#"{"must":["","","",""]}"#).unwrap_err().contains("more than 3 entries"));
        assert!(read(r#"{"must":[],"may":[1,2,3]}"#).unwrap_err().contains("more than 2 entries"));
    }
}
