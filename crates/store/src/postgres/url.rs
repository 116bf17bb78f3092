//! A database's address, and how it is named in messages: never with its password.

use std::{fmt, str::FromStr};

use ::postgres::{
    Config,
    config::{Host, SslMode},
};

use crate::StoreError;

/// Where a PostgreSQL database is, and as whom.
#[derive(Clone)]
pub struct DatabaseUrl {
    config: Box<Config>,
    place: String,
}

impl DatabaseUrl {
    /// Whether a text means a database and not a file.
    pub fn is_meant(text: &str) -> bool {
        text.starts_with("postgres://") || text.starts_with("postgresql://")
    }

    /// Whether the address carries its password.
    pub fn has_password(&self) -> bool {
        self.config.get_password().is_some()
    }

    /// The same address with a password that was given apart from it.
    #[must_use]
    pub fn with_password(mut self, password: &str) -> Self {
        self.config.password(password);
        self
    }

    /// The same server and user, another database.
    #[must_use]
    pub fn with_database(mut self, name: &str) -> Self {
        self.config.dbname(name);
        self.place = place(&self.config);
        self
    }

    /// The database as messages name it.
    pub fn place(&self) -> &str {
        &self.place
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// True where what is sent could be read on the way: another machine, and nobody said that this is meant.
    pub(crate) fn is_exposed(&self) -> bool {
        let is_near = |host: &Host| match host {
            Host::Tcp(name) => matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
            #[cfg(unix)]
            Host::Unix(_) => true,
        };
        let is_near_address = |address: &std::net::IpAddr| address.is_loopback();
        let addresses = self.config.get_hostaddrs();
        let is_near = if addresses.is_empty() {
            self.config.get_hosts().iter().all(is_near)
        } else {
            addresses.iter().all(is_near_address)
        };
        !is_near && self.config.get_ssl_mode() != SslMode::Disable
    }
}

/// `postgres://user@host:port/name`, of all that was written.
fn place(config: &Config) -> String {
    let host = |host: &Host| match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    };
    let hosts: Vec<String> = config.get_hosts().iter().map(host).collect();
    let user = config.get_user().map(|user| format!("{user}@")).unwrap_or_default();
    let port = config.get_ports().first().map(|port| format!(":{port}")).unwrap_or_default();
    let name = config.get_dbname().map(|name| format!("/{name}")).unwrap_or_default();
    format!("postgres://{user}{}{port}{name}", hosts.join(","))
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DatabaseUrl({})", self.place)
    }
}

impl FromStr for DatabaseUrl {
    type Err = StoreError;

    /// What cannot be read is not repeated in the error: it may hold a password.
    fn from_str(text: &str) -> Result<Self, StoreError> {
        if !Self::is_meant(text) {
            return Err(StoreError::InvalidUrl);
        }
        let config: Config = text.parse().map_err(|_| StoreError::InvalidUrl)?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(StoreError::InvalidUrl);
        }
        let place = place(&config);
        Ok(Self { config: Box::new(config), place })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> DatabaseUrl {
        text.parse().unwrap()
    }

    #[test]
    fn a_password_is_never_printed() {
        let url = url("postgres://rosa:s3cret@db.example.org:5433/peru?connect_timeout=5");
        assert_eq!(url.place(), "postgres://rosa@db.example.org:5433/peru");
        assert!(!format!("{url:?}").contains("s3cret"));
        for bad in ["postgres://rosa:s3cret@db?s3cret=1", "postgres://rosa:s3cret@db:port/x", "mysql://s3cret@db/x"] {
            let error = bad.parse::<DatabaseUrl>().unwrap_err();
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
        }
    }

    #[test]
    fn another_machine_is_exposed_unless_that_is_meant() {
        assert!(url("postgres://rosa@db.example.org/peru").is_exposed());
        assert!(url("postgres://rosa@10.0.0.7/peru?sslmode=require").is_exposed());
        assert!(!url("postgres://rosa@10.0.0.7/peru?sslmode=disable").is_exposed());
        assert!(!url("postgres://rosa@localhost/peru").is_exposed());
        assert!(!url("postgres://rosa@%2Frun%2Fpostgresql/peru").is_exposed());
    }
}
