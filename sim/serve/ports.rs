//! All ports: who answers on which.

use std::future::pending;
use std::process;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use super::admin::Admin;
use super::endpoint::{Endpoint, Kind};
use super::est;
use super::http::converse;
use super::limits::CONNECTIONS;
use super::listen::Port;
use super::site::Site;
use super::stage::{Stage, TimeName};
use super::tls::Tls;
use super::{Manner, Resumption, ServeError, Settings};
use crate::lifecycle::service::Service;
use crate::report::serve::{self as report, Ready};
use crate::report::value::{Moment, SchemaNumber};

/// The number of the next port; 0 for any that is free.
struct Next(u16);

impl Next {
    async fn open(&mut self) -> Result<Port, ServeError> {
        let port = Port::open(self.0).await;
        if self.0 != 0 {
            self.0 = self.0.saturating_add(1);
        }
        port
    }
}

/// Opens all ports, and begins to answer.
pub(super) async fn listen(stage: &Arc<Stage>, admin: Admin) -> Result<Ready, ServeError> {
    let mut next = Next(stage.settings.port);
    let admin_port = next.open().await?;
    let site_port = next.open().await?;
    let mut ready = Ready {
        schema: SchemaNumber,
        pid: process::id(),
        now: Moment(stage.now()),
        admin: format!("http://127.0.0.1:{}", admin_port.number),
        token: admin.token.to_string(),
        site: format!("http://localhost:{}", site_port.number),
        est: String::new(),
        tick: stage.settings.tick,
        endpoints: Vec::new(),
    };
    endpoints(stage, &mut next, &mut ready).await?;
    let router = admin.router();
    let talk = move |stream: TcpStream| {
        let (admin, router) = (admin.clone(), router.clone());
        async move {
            let answer = |asked| async { Ok(admin.answer(router.clone(), asked).await) };
            converse(stream, answer, pending()).await;
        }
    };
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    admin_port.serve(&places, talk);
    let site = Site::new(stage, ready.clone())?;
    site_port.serve(&places, move |stream| {
        let site = site.clone();
        async move {
            let answer = |asked| site.answer(asked);
            converse(stream, answer, pending()).await;
        }
    });
    Ok(ready)
}

/// Those that clients connect to with TLS: the services at each time, and EST.
async fn endpoints(
    stage: &Arc<Stage>,
    next: &mut Next,
    ready: &mut Ready,
) -> Result<(), ServeError> {
    let roots = stage.look(|session| session.replay().world().trusted_roots().to_vec());
    let roots = [roots, stage.settings.trust.clone()].concat();
    let tls = |settings: &Settings| {
        let tls = Tls::new(settings, &stage.identity, &roots);
        Arc::new(tls.expect("our own key and certificate can be used"))
    };
    let of_services = tls(&stage.settings);
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let serve = |port: Port, endpoint: Endpoint| {
        let endpoint = Arc::new(endpoint);
        port.serve(&places, move |stream| endpoint.clone().talk(stream));
    };
    let times = stage.times.iter();
    let times = times.map(|(name, at)| (Some(name.clone()), Some(*at)));
    for (time, at) in std::iter::once((None, None)).chain(times) {
        for service in Service::ALL {
            let port = next.open().await?;
            let name = name(*service, &time);
            ready.endpoints.push(report::Endpoint {
                name: name.clone(),
                url: format!("https://localhost:{}/", port.number),
                at: at.map(Moment),
            });
            let endpoint = Endpoint {
                kind: Kind::Service(*service),
                name,
                time: time.clone(),
                tls: of_services.clone(),
                stage: stage.clone(),
            };
            serve(port, endpoint);
        }
    }
    let port = next.open().await?;
    ready.est = format!("https://localhost:{}{}", port.number, est::PATH);
    let endpoint = Endpoint {
        kind: Kind::Est,
        name: "est".to_owned(),
        time: None,
        // It answers in HTTP, whatever a client shows.
        tls: tls(&Settings {
            manner: Manner::Nginx,
            resumption: Resumption::Refuse,
            ..stage.settings.clone()
        }),
        stage: stage.clone(),
    };
    serve(port, endpoint);
    Ok(())
}

fn name(service: Service, time: &TimeName) -> String {
    match time {
        None => service.name().to_owned(),
        Some(time) => format!("{}@{time}", service.name()),
    }
}
