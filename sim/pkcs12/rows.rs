//! Enums that are tables: each variant is one row.

/// Makes an enum with all its variants in order, and the row of each.
macro_rules! rows {
    ($(#[$meta:meta])* pub enum $name:ident: $row:ty {
        $($(#[$doc:meta])+ $variant:ident = $value:expr,)+
    }) => {
        $(#[$meta])*
        pub enum $name {
            $($(#[$doc])+ $variant,)+
        }

        impl $name {
            /// All of them.
            pub(super) const ALL: &[$name] = &[$($name::$variant),+];

            fn row(self) -> $row {
                match self {
                    $($name::$variant => $value,)+
                }
            }
        }
    };
}

pub(super) use rows;
