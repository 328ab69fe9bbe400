//! Laws of the outbox under any order of replies, events, time-outs, crashes and restarts.
//!
//! Some processes share one outbox and talk to one server through a network that loses requests,
//! loses answers and holds requests back. The rows stand for the file: what is written is there.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;

use super::fate::{self, Answer, Verdict};
use super::plan::{Here, Step, plan};
use crate::api::conversation::Conversation;
use crate::api::ids::{ChannelId, MessageId, QueueId, TopicName};
use crate::archive::{Attempt, LocalId, Outgoing, OutgoingState, Owner};

const PROCESSES: usize = 2;
const SETTLE_MS: i64 = 1000;

/// One thing that may happen.
#[derive(Debug, Clone)]
enum Act {
    /// Somebody writes.
    Write(u64),
    /// A process does what it plans.
    Plan(usize),
    /// A request that is held back arrives at the server.
    Arrive(usize),
    /// A request gets lost.
    Lose(usize),
    /// A process's request ends so.
    End(usize, End),
    /// A process dies, and another one starts in its place.
    Crash(usize),
    /// Time passes, in ms.
    Pass(i64),
    /// A process comes or goes online, on a new queue or the old one.
    Online(usize, bool, bool),
    /// A process hears the events of what it sent.
    Hear(usize),
    /// What a process found when it looked comes to be taken in.
    Looked(usize),
}

#[derive(Debug, Clone, Copy)]
enum End {
    /// The server's answer comes, if it was sent; else the connection breaks.
    Answer,
    /// The connection breaks, and nobody knows.
    Break,
    /// The server says that it has too much to do, and has done nothing.
    Busy,
    /// The server refuses.
    Refuse,
}

/// A request somewhere between a process and the server.
#[derive(Debug, Clone)]
struct Request {
    row: LocalId,
    attempt: Attempt,
    process: usize,
    life: u32,
    queue: Option<QueueId>,
    /// Until when it may still arrive, once the process knows no more of it.
    until_ms: Option<i64>,
    arrived: Option<MessageId>,
    lost: bool,
    ended: bool,
}

/// What a process found when it looked, not taken in yet.
#[derive(Debug, Clone)]
struct Look {
    process: usize,
    seen: Outgoing,
    verdict: Option<Verdict>,
}

struct Process {
    life: u32,
    online: bool,
    queue: u32,
    busy: HashSet<LocalId>,
}

impl Process {
    fn owner(&self, number: usize) -> Owner {
        Owner(format!("{number}.{}", self.life))
    }

    fn queue(&self, number: usize) -> QueueId {
        QueueId(format!("{number}:{}:{}", self.life, self.queue))
    }
}

struct World {
    now_ms: i64,
    rows: Vec<Outgoing>,
    /// What is on the server: which row, and where.
    server: Vec<(MessageId, LocalId, Conversation)>,
    requests: Vec<Request>,
    looks: Vec<Look>,
    processes: Vec<Process>,
    refused: HashSet<LocalId>,
}

impl World {
    fn new() -> Self {
        let process = |_| Process {
            life: 0,
            online: true,
            queue: 0,
            busy: HashSet::new(),
        };
        Self {
            now_ms: 0,
            rows: Vec::new(),
            server: Vec::new(),
            requests: Vec::new(),
            looks: Vec::new(),
            processes: (0..PROCESSES).map(process).collect(),
            refused: HashSet::new(),
        }
    }

    fn row(&mut self, id: LocalId) -> &mut Outgoing {
        self.rows.iter_mut().find(|row| row.id == id).unwrap()
    }

    fn change(&mut self, id: LocalId, change: impl FnOnce(&Outgoing) -> Option<Outgoing>) {
        let row = self.row(id);
        if let Some(changed) = change(row) {
            *row = changed;
            row.version += 1;
        }
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Write(topic) => {
                let id = LocalId(self.rows.len() as i64 + 1);
                let topic = TopicName::new(&format!("t{topic}"));
                let conversation = Conversation::topic(ChannelId(1), topic);
                self.rows.push(Outgoing::new_for_test(id, conversation));
            }
            Act::Plan(process) => self.plan(process % PROCESSES),
            Act::Arrive(index) => self.arrive(*index),
            Act::Lose(index) => {
                if let Some(at) = self.pick(*index, |r| r.arrived.is_none() && !r.lost) {
                    self.requests[at].lost = true;
                }
            }
            Act::End(index, end) => self.end(*index, *end),
            Act::Crash(number) => {
                let number = number % PROCESSES;
                let process = &mut self.processes[number];
                process.life += 1;
                process.busy.clear();
                self.looks.retain(|look| look.process != number);
                for request in &mut self.requests {
                    if request.process == number && !request.ended {
                        request.ended = true;
                        request.until_ms = Some(self.now_ms + SETTLE_MS - 1);
                    }
                }
            }
            Act::Pass(ms) => self.now_ms += ms,
            Act::Online(number, online, anew) => {
                let process = &mut self.processes[number % PROCESSES];
                process.online = *online;
                process.queue += u32::from(*anew);
            }
            Act::Hear(number) => self.hear(number % PROCESSES),
            Act::Looked(index) => {
                if !self.looks.is_empty() {
                    let look = self.looks.remove(index % self.looks.len());
                    self.processes[look.process].busy.remove(&look.seen.id);
                    if let Some(verdict) = look.verdict {
                        self.change(look.seen.id, |row| fate::looked(row, &look.seen, verdict));
                    }
                }
            }
        }
    }

    fn pick(&self, index: usize, wanted: impl Fn(&Request) -> bool) -> Option<usize> {
        let fit: Vec<usize> = (0..self.requests.len())
            .filter(|at| wanted(&self.requests[*at]))
            .collect();
        (!fit.is_empty()).then(|| fit[index % fit.len()])
    }

    fn arrive(&mut self, index: usize) {
        let now_ms = self.now_ms;
        let may = |r: &Request| {
            r.arrived.is_none() && !r.lost && r.until_ms.is_none_or(|until| now_ms <= until)
        };
        let Some(at) = self.pick(index, may) else {
            return;
        };
        let id = MessageId(100 + self.server.len() as u64);
        let row = self.requests[at].row;
        let conversation = self.row(row).conversation.clone();
        self.server.push((id, row, conversation));
        self.requests[at].arrived = Some(id);
    }

    fn end(&mut self, index: usize, end: End) {
        let Some(at) = self.pick(index, |request| !request.ended) else {
            return;
        };
        let (row, arrived) = (self.requests[at].row, self.requests[at].arrived);
        let answer = match (end, arrived) {
            (End::Answer, Some(id)) => Answer::Sent(id),
            (End::Busy, None) => Answer::NotYet {
                why: String::new(),
                wait: None,
            },
            (End::Refuse, None) => Answer::Refused("no".to_owned()),
            _ => Answer::Unknown("broke off".to_owned()),
        };
        self.requests[at].ended = true;
        match &answer {
            Answer::Sent(_) => {}
            Answer::Unknown(_) => self.requests[at].until_ms = Some(self.now_ms + SETTLE_MS - 1),
            // The answer says that it did not take effect, so it never will.
            Answer::NotYet { .. } => self.requests[at].lost = true,
            Answer::Refused(_) => {
                self.requests[at].lost = true;
                self.refused.insert(row);
            }
        }
        let process = self.requests[at].process;
        self.processes[process].busy.remove(&row);
        let now_ms = self.now_ms;
        let attempt = self.requests[at].attempt.clone();
        self.change(row, |row| fate::answered(row, &attempt, &answer, now_ms));
    }

    fn hear(&mut self, number: usize) {
        let process = &self.processes[number];
        let queue = process.queue(number);
        let heard: Vec<_> = self
            .requests
            .iter()
            .filter(|request| request.queue.as_ref() == Some(&queue))
            .filter_map(|request| Some((request.row, request.arrived?)))
            .collect();
        for (row, id) in heard {
            self.change(row, |row| fate::echoed(row, id));
        }
    }

    fn plan(&mut self, number: usize) {
        let process = &self.processes[number];
        let (owner, queue) = (process.owner(number), process.queue(number));
        let alive: HashSet<Owner> = (0..PROCESSES)
            .map(|at| self.processes[at].owner(at))
            .collect();
        let dead = self
            .rows
            .iter()
            .filter_map(|row| row.attempt.as_ref())
            .map(|attempt| attempt.owner.clone())
            .filter(|owner| !alive.contains(owner))
            .collect();
        let here = Here {
            now_ms: self.now_ms,
            online: process.online.then_some(Some(&queue)),
            owner: &owner,
            dead: &dead,
            busy: &process.busy,
            not_before: &HashMap::new(),
            quiet_until_ms: i64::MIN,
        };
        for step in plan(&self.rows, &here).steps {
            self.step(number, step, &owner, &queue);
        }
    }

    fn step(&mut self, number: usize, step: Step, owner: &Owner, queue: &QueueId) {
        let now_ms = self.now_ms;
        match step {
            Step::Send(id) => {
                let newest = MessageId(99 + self.server.len() as u64);
                let (life, row) = (self.processes[number].life, self.row(id));
                row.state = OutgoingState::Sending;
                row.version += 1;
                row.attempts += 1;
                let attempt = Attempt {
                    owner: owner.clone(),
                    queue: Some(queue.clone()),
                    after: newest,
                    at_ms: now_ms,
                };
                row.attempt = Some(attempt.clone());
                self.processes[number].busy.insert(id);
                self.requests.push(Request {
                    row: id,
                    attempt,
                    process: number,
                    life,
                    queue: Some(queue.clone()),
                    until_ms: None,
                    arrived: None,
                    lost: false,
                    ended: false,
                });
            }
            Step::Look(id) => {
                let row = self.row(id).clone();
                let OutgoingState::Unsure { since_ms, .. } = row.state else {
                    panic!("{row:?}");
                };
                let after = row.attempt.as_ref().unwrap().after;
                let found = self
                    .server
                    .iter()
                    .find(|(message, of, _)| *of == id && *message > after);
                let verdict = match found {
                    Some((message, ..)) => Some(Verdict::Arrived(*message)),
                    None => (now_ms >= since_ms + SETTLE_MS).then_some(Verdict::Absent),
                };
                self.processes[number].busy.insert(id);
                self.looks.push(Look {
                    process: number,
                    seen: row,
                    verdict,
                });
            }
            Step::Orphan(id) => self.change(id, |row| fate::orphaned(row, now_ms)),
            Step::Settle(id) => self.change(id, fate::settled),
        }
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let mut seen = HashSet::new();
        let mut newest: HashMap<&Conversation, LocalId> = HashMap::new();
        for (id, row, conversation) in &self.server {
            prop_assert!(seen.insert(*row), "twice on the server: {row:?}, {id:?}");
            // One that was given up and then sent by a person's wish has no place.
            let before = newest.insert(conversation, *row);
            prop_assert!(before.is_none_or(|before| before < *row), "out of order");
        }
        for row in &self.rows {
            let there = seen.contains(&row.id);
            match row.state {
                OutgoingState::Done(_) | OutgoingState::Sent(_) => prop_assert!(there, "{row:?}"),
                OutgoingState::Waiting | OutgoingState::Failed => {
                    prop_assert!(!there, "{row:?}");
                }
                OutgoingState::Sending | OutgoingState::Unsure { .. } => {}
            }
        }
        let mut one_at_a_time = HashSet::new();
        for request in self.requests.iter().filter(|request| !request.ended) {
            prop_assert!(one_at_a_time.insert(request.row), "{request:?}");
            prop_assert_eq!(request.life, self.processes[request.process].life);
        }
        Ok(())
    }

    /// From now on everything works.
    fn calm(&mut self) {
        for number in 0..PROCESSES {
            self.act(&Act::Online(number, true, false));
        }
        let first = 0;
        for _ in 0..200 {
            for number in 0..PROCESSES {
                self.plan(number);
            }
            for _ in 0..self.requests.len() {
                self.arrive(first);
                self.end(first, End::Answer);
            }
            while !self.looks.is_empty() {
                self.act(&Act::Looked(0));
            }
            self.now_ms += SETTLE_MS;
        }
    }
}

fn act() -> impl Strategy<Value = Act> {
    let index = || 0_usize..1000;
    prop_oneof![
        1 => (0_u64..2).prop_map(Act::Write),
        8 => (0..PROCESSES).prop_map(Act::Plan),
        4 => index().prop_map(Act::Arrive),
        1 => index().prop_map(Act::Lose),
        4 => (index(), prop_oneof![
            3 => Just(End::Answer), 3 => Just(End::Break), 1 => Just(End::Busy), 1 => Just(End::Refuse)
        ]).prop_map(|(index, end)| Act::End(index, end)),
        1 => (0..PROCESSES).prop_map(Act::Crash),
        3 => (1..2 * SETTLE_MS).prop_map(Act::Pass),
        1 => (0..PROCESSES, any::<bool>(), any::<bool>()).prop_map(|(n, a, b)| Act::Online(n, a, b)),
        2 => (0..PROCESSES).prop_map(Act::Hear),
        4 => index().prop_map(Act::Looked),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Nothing is ever there twice, or out of order, or thought to be what it is not; and when the
    /// trouble ends everything arrives that was not refused or given up.
    #[test]
    fn each_message_arrives_once_and_in_order(acts in prop::collection::vec(act(), 1..200)) {
        let mut world = World::new();
        for act in &acts {
            world.act(act);
            world.check()?;
        }
        world.calm();
        world.check()?;
        for row in &world.rows {
            let fine = match row.state {
                OutgoingState::Done(_) => true,
                OutgoingState::Failed => world.refused.contains(&row.id) || row.attempts >= fate::TRIES,
                OutgoingState::Waiting | OutgoingState::Sending | OutgoingState::Sent(_)
                | OutgoingState::Unsure { .. } => false,
            };
            prop_assert!(fine, "{row:?}");
        }
    }
}
