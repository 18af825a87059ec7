//! From audio to samples, pictures, vectors, tempo and key; and to the loudspeaker.
