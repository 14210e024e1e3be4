//! The requests that many clients send.

use engine::http::{delete, get, percent_encoded, post};
use history::{Id, Request};
use serde_json::{Value, json};

use crate::ask::{Known, Question, book, deleted, loan, loans, member};
use crate::loans::KEY;
use crate::service::{BOOKS, LOANS, MEMBERS, Service};

/// Adds a book of that many copies.
pub fn add_book(title: String, copies: i64) -> Question {
    let body = json!({ "titre": title, "auteur": "Anonyme", "exemplaires": copies });
    Question {
        service: Service::Livres,
        request: post(BOOKS).json(body),
        recorded: Request::AddBook { copies },
        success: 201,
        others: &[],
        read: book,
    }
}

/// Reads a book.
pub fn read_book(id: &Id) -> Question {
    Question {
        service: Service::Livres,
        request: get(path(BOOKS, id)),
        recorded: Request::ReadBook { book: id.clone() },
        success: 200,
        others: &[404],
        read: book,
    }
}

/// Adds a member.
pub fn add_member(name: String) -> Question {
    Question {
        service: Service::Membres,
        request: post(MEMBERS).json(json!({ "nom": name })),
        recorded: Request::AddMember,
        success: 201,
        others: &[],
        read: member,
    }
}

/// Reads a member.
pub fn read_member(id: &Id) -> Question {
    Question {
        service: Service::Membres,
        request: get(path(MEMBERS, id)),
        recorded: Request::ReadMember { member: id.clone() },
        success: 200,
        others: &[404],
        read: member,
    }
}

/// Deletes a member.
pub fn delete_member(id: &Id) -> Question {
    Question {
        service: Service::Membres,
        request: delete(path(MEMBERS, id)),
        recorded: Request::DeleteMember { member: id.clone() },
        success: 204,
        // 404 when an earlier deletion had no response.
        others: &[404, 409, 503],
        read: deleted,
    }
}

/// Borrows a book.
pub fn borrow(key: &str, member: &Known, book: &Known) -> Question {
    let body: Value = json!({ "membre": member.value, "livre": book.value });
    Question {
        service: Service::Emprunts,
        request: post(LOANS).header(KEY, key.to_owned()).json(body),
        recorded: Request::Borrow {
            key: key.into(),
            member: member.id.clone(),
            book: book.id.clone(),
        },
        success: 201,
        others: &[409, 422, 503],
        read: loan,
    }
}

/// Reads a loan.
pub fn read_loan(id: &Id) -> Question {
    Question {
        service: Service::Emprunts,
        request: get(path(LOANS, id)),
        recorded: Request::ReadLoan { loan: id.clone() },
        success: 200,
        others: &[404],
        read: loan,
    }
}

/// Returns a loan.
pub fn give_back(id: &Id) -> Question {
    Question {
        service: Service::Emprunts,
        request: post(format!("{}/retour", path(LOANS, id))),
        recorded: Request::Return { loan: id.clone() },
        success: 200,
        others: &[404],
        read: loan,
    }
}

/// Lists the loans of a member.
pub fn list_loans(member: &Id) -> Question {
    let id = percent_encoded(&member.to_string());
    Question {
        service: Service::Emprunts,
        request: get(format!("{LOANS}?membre={id}")),
        recorded: Request::ListLoans { member: member.clone() },
        success: 200,
        others: &[],
        read: loans,
    }
}

fn path(collection: &str, id: &Id) -> String {
    format!("{collection}/{}", percent_encoded(&id.to_string()))
}
