//! The tables of a fleet, as CSV (RFC 4180 without quotes: nothing in them needs any).
//!
//! Facilities come in blocks at fixed numbers, so that the files of several runs over parts are
//! those of one run over all, byte for byte, where the parts end between blocks. Days and months
//! are sums: those of parts are added up.

use super::sums::Sums;

kigen_pkcs12::named! {
    /// A table of a fleet.
    #[non_exhaustive]
    pub enum Table: "table" {
        /// A row for each facility under each policy.
        Facilities = "facilities",
        /// A row for each day on which something happened, under each policy.
        Days = "days",
        /// A row for each month, under each policy.
        Months = "months",
    }
}

impl Table {
    /// The names of the columns.
    pub fn head(self) -> &'static str {
        match self {
            Table::Facilities => {
                "facility,kind,policy,start,pcs,hours,people,world,minutes_at_facility,\
                 minutes_at_pcs,outages,longest_days,notices_seen,notices_missed,letters,\
                 letters_undelivered,yen,violation\n"
            }
            Table::Days => {
                "policy,date,offline_from,offline_to,applications,letters,downloads,issues,\
                 renewals\n"
            }
            Table::Months => "policy,month,yen,ends\n",
        }
    }

    /// The name of the file for the facilities from `first` to before `end`.
    pub fn file(self, first: u32, end: u32) -> String {
        format!("{self}-{first:07}-{end:07}.csv")
    }
}

impl Sums {
    /// The days of the policies, whose names are these.
    pub fn days_csv(&self, policies: &[&str]) -> String {
        let mut csv = Table::Days.head().to_owned();
        for (policy, sums) in policies.iter().zip(&self.policies) {
            for (day, sums) in &sums.days {
                csv += &format!(
                    "{policy},{day},{},{},{},{},{},{},{}\n",
                    sums.offline_from,
                    sums.offline_to,
                    sums.applications,
                    sums.letters,
                    sums.downloads,
                    sums.issues,
                    sums.renewals,
                );
            }
        }
        csv
    }

    /// The months of the policies, whose names are these.
    pub fn months_csv(&self, policies: &[&str]) -> String {
        let mut csv = Table::Months.head().to_owned();
        for (policy, sums) in policies.iter().zip(&self.policies) {
            for (month, sums) in &sums.months {
                csv += &format!("{policy},{month},{},{}\n", sums.yen, sums.ends);
            }
        }
        csv
    }
}
