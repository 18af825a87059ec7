//! Reading arrays of `f32` from `NumPy`'s `.npy` files (format 1.0 to 3.0, little endian).

use thiserror::Error;

/// An array of any number of dimensions, the last one running fastest.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    /// The length of each dimension.
    pub shape: Vec<usize>,
    /// `shape`'s product values.
    pub values: Vec<f32>,
}

/// Why a file is no array we can use.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum NpyError {
    /// The first bytes are not `\x93NUMPY`, or the header is cut off.
    #[error("not a .npy file")]
    NotNpy,
    /// Something else than little-endian `f32`.
    #[error("expected little-endian f32, found {0}")]
    Kind(String),
    /// Fewer or more values than the shape says.
    #[error("the shape asks for {expected} values, the file holds {found}")]
    Length {
        /// By the header.
        expected: usize,
        /// In the file.
        found: usize,
    },
}

/// Parses the bytes of a `.npy` file.
pub fn parse(bytes: &[u8]) -> Result<Array, NpyError> {
    let (header, data) = split(bytes).ok_or(NpyError::NotNpy)?;
    if !header.contains("'<f4'") {
        return Err(NpyError::Kind(header.trim().to_owned()));
    }
    let shape = shape(header).ok_or(NpyError::NotNpy)?;
    let expected = shape.iter().try_fold(1_usize, |n, &d| n.checked_mul(d)).ok_or(NpyError::NotNpy)?;
    let values: Vec<f32> = data.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
    if values.len() != expected || data.len() % 4 != 0 {
        return Err(NpyError::Length { expected, found: data.len() / 4 });
    }
    let values =
        if header.contains("'fortran_order': True") { last_fastest(&shape, &values) } else { values };
    Ok(Array { shape, values })
}

/// The bytes of a `.npy` file (format 1.0) that holds these values, the last dimension running fastest.
pub fn encode(shape: &[usize], values: &[f32]) -> Vec<u8> {
    let lengths: Vec<String> = shape.iter().map(usize::to_string).collect();
    let mut header =
        format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({},), }}", lengths.join(", "));
    // Magic, version and length take ten bytes; the whole is a multiple of 64 that ends in a line feed.
    let padded = (header.len() + 11).next_multiple_of(64) - 10;
    header.extend(std::iter::repeat_n(' ', padded - 1 - header.len()));
    header.push('\n');
    let mut out = b"\x93NUMPY\x01\x00".to_vec();
    out.extend((header.len() as u16).to_le_bytes());
    out.extend(header.as_bytes());
    out.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    out
}

/// Values stored with the first dimension running fastest, in the other order.
fn last_fastest(shape: &[usize], values: &[f32]) -> Vec<f32> {
    let stored_at = |mut place: usize| {
        let mut stride = values.len();
        shape.iter().rev().fold(0, |at, &length| {
            stride /= length;
            let index = place % length;
            place /= length;
            at + index * stride
        })
    };
    (0..values.len()).map(|place| values[stored_at(place)]).collect()
}

/// The header's text and the bytes after it.
fn split(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let rest = bytes.strip_prefix(b"\x93NUMPY")?;
    let (length, rest) = match rest {
        [1, _, a, b, rest @ ..] => (usize::from(u16::from_le_bytes([*a, *b])), rest),
        [2 | 3, _, a, b, c, d, rest @ ..] => (u32::from_le_bytes([*a, *b, *c, *d]) as usize, rest),
        _ => return None,
    };
    let (header, data) = rest.split_at_checked(length)?;
    Some((str::from_utf8(header).ok()?, data))
}

/// `'shape': (1506, 64)` of the header.
fn shape(header: &str) -> Option<Vec<usize>> {
    let (_, rest) = header.split_once("'shape':")?;
    let (inside, _) = rest.trim_start().strip_prefix('(')?.split_once(')')?;
    inside.split(',').map(str::trim).filter(|d| !d.is_empty()).map(|d| d.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, data: &[f32]) -> Vec<u8> {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(data.iter().flat_map(|v| v.to_le_bytes()));
        bytes
    }

    const TWO_BY_THREE: &str = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n";

    #[test]
    fn shape_and_values_come_out_as_written() {
        let array = parse(&file(TWO_BY_THREE, &[1., 2., 3., 4., 5., -6.])).expect("a good file");
        assert_eq!(array.shape, [2, 3]);
        assert_eq!(array.values, [1., 2., 3., 4., 5., -6.]);
    }

    #[test]
    fn columns_first_is_turned_into_rows_first() {
        let header = TWO_BY_THREE.replace("False", "True");
        let array = parse(&file(&header, &[1., 4., 2., 5., 3., 6.])).expect("a good file");
        assert_eq!(array.values, [1., 2., 3., 4., 5., 6.]);
    }

    #[test]
    fn one_dimension_has_a_trailing_comma() {
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n";
        assert_eq!(parse(&file(header, &[1., 2.])).expect("a good file").shape, [2]);
    }

    #[test]
    fn what_is_encoded_is_parsed_again() {
        let array = Array { shape: vec![2, 3], values: vec![1., 2., 3., 4., 5., -6.] };
        let bytes = encode(&array.shape, &array.values);
        assert_eq!(parse(&bytes), Ok(array));
        assert_eq!((bytes.len() - 6 * 4) % 64, 0, "the data begins where NumPy puts it");
        assert_eq!(parse(&encode(&[2], &[7., 8.])).expect("a good file").shape, [2]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let good = file(TWO_BY_THREE, &[0.; 6]);
        assert_eq!(parse(&good[..good.len() - 4]), Err(NpyError::Length { expected: 6, found: 5 }));
        assert_eq!(parse(&good[..good.len() - 1]), Err(NpyError::Length { expected: 6, found: 5 }));
        assert_eq!(parse(&good[..20]), Err(NpyError::NotNpy));
        assert_eq!(parse(b"RIFF"), Err(NpyError::NotNpy));
        let doubles = TWO_BY_THREE.replace("<f4", "<f8");
        assert!(matches!(parse(&file(&doubles, &[0.; 12])), Err(NpyError::Kind(_))));
    }
}
