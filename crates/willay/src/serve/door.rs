//! The server: requests of this machine in, answers out.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
    thread::{self, JoinHandle},
};

use tiny_http::{Header, Request, Response, Server};

use super::{
    answer::{Answer, Asked, answer},
    shown::Board,
};
use crate::failure::{Cause, Failure};

/// Some wait for the next change, others fetch pages.
const THREADS: usize = 12;

/// A server that answers until it is closed.
pub(super) struct Door {
    server: Arc<Server>,
    address: SocketAddr,
    threads: Vec<JoinHandle<()>>,
}

/// Begins to answer.
pub(super) fn open(listener: TcpListener, board: Arc<Board>) -> Result<Door, Failure> {
    let refuse =
        |error: &dyn std::fmt::Display| Failure::new(Cause::Machine, format!("no preview: {error}"), "try again");
    let address = listener.local_addr().map_err(|error| refuse(&error))?;
    let server = Arc::new(Server::from_listener(listener, None).map_err(|error| refuse(&error))?);
    let serve = |_| {
        let (server, board) = (Arc::clone(&server), Arc::clone(&board));
        thread::spawn(move || {
            while let Ok(request) = server.recv() {
                respond(request, &board, address);
            }
        })
    };
    let threads = (0..THREADS).map(serve).collect();
    Ok(Door { server, address, threads })
}

impl Door {
    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers no more.
    pub(super) fn close(self) {
        self.threads.iter().for_each(|_| self.server.unblock());
    }
}

fn respond(request: Request, board: &Board, address: SocketAddr) {
    let host = request.headers().iter().find(|header| header.field.equiv("Host"));
    let host = host.map(|header| header.value.as_str().to_owned());
    let method = request.method().as_str().to_owned();
    let asked = Asked { method: &method, target: request.url(), host: host.as_deref(), port: address.port() };
    let Answer { status, media, policy, location, body } = answer(&asked, board);
    let mut response = Response::from_data(body).with_status_code(status);
    let location = location.as_deref().map(|location| ("Location", location));
    let headers = [
        ("Content-Type", media),
        ("Content-Security-Policy", policy.as_str()),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Referrer-Policy", "no-referrer"),
    ];
    for (name, value) in headers.into_iter().chain(location) {
        response.add_header(Header::from_bytes(name, value).expect("names and values are ASCII"));
    }
    // A browser that went away needs no answer.
    request.respond(response).ok();
}
