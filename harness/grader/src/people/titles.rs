//! The titles of columns in tables of students, in lower case without accents, as people write them and Moodle and
//! GitHub Classroom export them.

/// The whole name.
pub const NAME: [&str; 5] = ["student", "etudiant", "etudiante", "full name", "nom complet"];
/// The first name.
pub const FIRST: [&str; 3] = ["first name", "firstname", "prenom"];
/// The last name.
pub const LAST: [&str; 5] = ["last name", "lastname", "surname", "nom", "nom de famille"];
/// Moodle's number of the participant.
pub const PARTICIPANT: [&str; 3] = ["identifier", "identifiant", "participant"];
/// The student number.
pub const NUMBER: [&str; 13] = [
    "number",
    "id number",
    "idnumber",
    "useridnumber",
    "student number",
    "student id",
    "numero",
    "numero d'identification",
    "numero d'etudiant",
    "numero etudiant",
    "n° etudiant",
    "matricule",
    "no etudiant",
];
/// The e-mail address.
pub const EMAIL: [&str; 11] = [
    "email",
    "e-mail",
    "email address",
    "e-mail address",
    "mail",
    "useremail",
    "courriel",
    "adresse de courriel",
    "adresse e-mail",
    "adresse email",
    "adresse mail",
];
/// The login on GitHub, in a roster of GitHub Classroom.
pub const GITHUB: [&str; 2] = ["github_username", "github username"];
/// The login.
pub const LOGIN: [&str; 5] =
    ["login", "username", "user name", "nom d'utilisateur", "identifiant de connexion"];
/// The groups and teams.
pub const TEAM: [&str; 7] =
    ["team", "group", "groups", "group_name", "groupe", "groupes", "equipe"];
/// The language that the student reads.
pub const LANGUAGE: [&str; 4] = ["language", "lang", "langue", "preferred language"];
/// The maximum grade of Moodle's assignment.
pub const MAXIMUM: [&str; 2] = ["maximum grade", "note maximale"];
