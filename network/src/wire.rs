//! The wire format of protocol buffers: numbered fields, one behind the other.

use crate::{Refused, Result};

/// One field's content.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Field<'a> {
    /// A whole number, an enumeration, a truth value.
    Varint(u64),
    /// Four bytes, such as a float.
    Fixed32([u8; 4]),
    /// Eight bytes, which nothing here asks for.
    Fixed64,
    /// A message, a text, or numbers packed.
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    pub(crate) fn bytes(self) -> Result<&'a [u8]> {
        if let Self::Bytes(bytes) = self { Ok(bytes) } else { Err(damaged()) }
    }

    pub(crate) fn text(self) -> Result<String> {
        Ok(String::from_utf8_lossy(self.bytes()?).into_owned())
    }

    pub(crate) fn number(self) -> Result<i64> {
        if let Self::Varint(number) = self { Ok(number.cast_signed()) } else { Err(damaged()) }
    }

    /// A repeated number is packed or stands alone.
    pub(crate) fn numbers(self, into: &mut Vec<i64>) -> Result<()> {
        match self {
            Self::Bytes(mut packed) => {
                while !packed.is_empty() {
                    into.push(varint(&mut packed)?.cast_signed());
                }
            }
            alone => into.push(alone.number()?),
        }
        Ok(())
    }
}

/// The fields of a message with their numbers.
pub(crate) fn fields(mut bytes: &[u8]) -> impl Iterator<Item = Result<(u64, Field<'_>)>> {
    std::iter::from_fn(move || {
        if bytes.is_empty() {
            return None;
        }
        let found = field(&mut bytes);
        if found.is_err() {
            bytes = &[];
        }
        Some(found)
    })
}

fn field<'a>(bytes: &mut &'a [u8]) -> Result<(u64, Field<'a>)> {
    let key = varint(bytes)?;
    let content = match key & 7 {
        0 => Field::Varint(varint(bytes)?),
        1 => fixed::<8>(bytes).map(|_| Field::Fixed64)?,
        2 => {
            let length = usize::try_from(varint(bytes)?).map_err(|_| damaged())?;
            Field::Bytes(bytes.split_off(..length).ok_or_else(damaged)?)
        }
        5 => Field::Fixed32(fixed(bytes)?),
        _ => return Err(damaged()),
    };
    Ok((key >> 3, content))
}

fn fixed<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N]> {
    let (first, rest) = bytes.split_first_chunk().ok_or_else(damaged)?;
    *bytes = rest;
    Ok(*first)
}

fn varint(bytes: &mut &[u8]) -> Result<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.split_off_first().ok_or_else(damaged)?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok(number);
        }
    }
    Err(damaged())
}

fn damaged() -> Refused {
    Refused::new("it is no ONNX file, or a damaged one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_field_is_read() {
        let bytes = [0x08, 0x96, 0x01, 0x12, 2, b'h', b'i', 0x1d, 1, 2, 3, 4, 0x21, 1, 2, 3, 4, 5, 6, 7, 8];
        let found: Vec<_> = fields(&bytes).collect::<Result<_>>().expect("whole");
        let expected = [
            (1, Field::Varint(150)),
            (2, Field::Bytes(b"hi")),
            (3, Field::Fixed32([1, 2, 3, 4])),
            (4, Field::Fixed64),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn negative_and_packed_numbers_are_read() {
        let mut numbers = Vec::new();
        Field::Bytes(&[3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1])
            .numbers(&mut numbers)
            .expect("whole");
        Field::Varint(7).numbers(&mut numbers).expect("alone");
        assert_eq!(numbers, [3, -1, 7]);
    }

    #[test]
    fn what_ends_early_or_never_ends_is_refused() {
        for bytes in [&[0x08][..], &[0x12, 9, 1], &[0x1d, 1], &[0x0b], &[0xff; 20]] {
            assert!(fields(bytes).any(|field| field.is_err()), "{bytes:?}");
        }
    }
}
