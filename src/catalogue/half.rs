//! Half-precision numbers (IEEE 754 binary16) as bytes, for what need not be exact.

/// Two bytes a number, little endian.
pub(super) fn to_bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|&v| from_f32(v).to_le_bytes()).collect()
}

/// A last odd byte is dropped.
pub(super) fn from_bytes(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<2>().0.iter().map(|b| to_f32(u16::from_le_bytes(*b))).collect()
}

/// To the nearest, ties to even; beyond 65,504 infinite.
fn from_f32(value: f32) -> u16 {
    let bits = value.to_bits();
    let sign = ((bits >> 16) & 0x8000) as u16;
    let magnitude = bits & 0x7FFF_FFFF;
    if magnitude >= 0x7F80_0000 {
        return sign | if magnitude > 0x7F80_0000 { 0x7E00 } else { 0x7C00 };
    }
    // Below the smallest normal number (2^-14) the steps are 2^-24 wide.
    if magnitude < 0x3880_0000 {
        let steps = f32::from_bits(magnitude) * 16_777_216.0;
        return sign | steps.round_ties_even() as u16;
    }
    let rounded = magnitude + 0x0FFF + ((magnitude >> 13) & 1);
    let half = (rounded - 0x3800_0000) >> 13;
    sign | half.min(0x7C00) as u16
}

fn to_f32(half: u16) -> f32 {
    let sign = u32::from(half & 0x8000) << 16;
    let (exponent, fraction) = (u32::from(half >> 10) & 31, u32::from(half & 0x3FF));
    let magnitude = match exponent {
        0 => (fraction as f32 / 16_777_216.0).to_bits(),
        31 => 0x7F80_0000 | (fraction << 13),
        _ => ((exponent + 112) << 23) | (fraction << 13),
    };
    f32::from_bits(sign | magnitude)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_comes_back() {
        for half in 0..=u16::MAX {
            let value = to_f32(half);
            if !value.is_nan() {
                assert_eq!(from_f32(value), half, "{value}");
            }
        }
    }

    #[test]
    fn rounding_is_to_the_nearest() {
        for value in [0.1_f32, 3.3, -777.7, 6.1e-5, 1e-6, 65_500.0] {
            let off = (to_f32(from_f32(value)) - value).abs();
            assert!(off <= value.abs() / 2048.0 + 3e-8, "{value} is {off} off");
        }
        assert_eq!(from_f32(1e9), 0x7C00);
        assert_eq!(from_f32(65_519.9), 0x7BFF);
        assert!(to_f32(from_f32(f32::NAN)).is_nan());
        assert_eq!(from_bytes(&to_bytes(&[1.0, -2.0])), [1.0, -2.0]);
    }
}
