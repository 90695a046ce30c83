//! Ports on loopback, and nowhere else.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::ServeError;

/// How long to wait when the operating system has no more connections to give.
const PAUSE: Duration = Duration::from_millis(50);

/// A port of 127.0.0.1, and of [::1] where the same one is free there: some clients take localhost
/// for the one, some for the other.
#[derive(Debug)]
pub(super) struct Port {
    pub(super) number: u16,
    listeners: Vec<TcpListener>,
}

impl Port {
    /// Listens on a port; on any that is free for 0.
    pub(super) async fn open(port: u16) -> Result<Self, ServeError> {
        let failed = |error: io::Error| ServeError::Port {
            port,
            kind: error.kind(),
        };
        let v4 = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
            .await
            .map_err(failed)?;
        let number = v4.local_addr().map_err(failed)?.port();
        let v6 = TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, number))).await;
        Ok(Port {
            number,
            listeners: std::iter::once(v4).chain(v6).collect(),
        })
    }

    /// Has each client talked to, as long as there are not too many.
    pub(super) fn serve<Talk, Talking>(self, places: &Arc<Semaphore>, talk: Talk)
    where
        Talk: Fn(TcpStream) -> Talking + Clone + Send + 'static,
        Talking: Future<Output = ()> + Send + 'static,
    {
        for listener in self.listeners {
            let (places, talk) = (places.clone(), talk.clone());
            tokio::spawn(async move {
                loop {
                    let Ok((stream, _)) = listener.accept().await else {
                        tokio::time::sleep(PAUSE).await;
                        continue;
                    };
                    // Whoever waits for a client holds no place.
                    let Ok(place) = places.clone().acquire_owned().await else {
                        return;
                    };
                    let talking = talk(stream);
                    tokio::spawn(async move {
                        talking.await;
                        drop(place);
                    });
                }
            });
        }
    }
}
