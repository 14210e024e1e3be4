//! The known formats of tokens.

use std::fmt;

use texts::Message;

use crate::messages::secrets;

/// A format that a service documents, or that secret scanners look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// `ghp_…`, `gho_…`, `ghu_…`, `ghs_…`, `ghr_…`, `github_pat_…`
    GitHub,
    /// `glpat-…`, `gldt-…`, `glrt-…` and others
    GitLab,
    /// An access key: `AKIA…`, `ASIA…`
    Aws,
    /// `AIza…`
    Google,
    /// `xoxb-…`, `xoxp-…`, `xapp-…`, or the address of a webhook
    Slack,
    /// `sk_live_…`, `rk_live_…`
    Stripe,
    /// `dckr_pat_…`, `dckr_oat_…`
    Docker,
    /// `npm_…`
    Npm,
    /// `pypi-AgEI…`
    PyPi,
    /// `cio…`
    CratesIo,
    /// `SG.….…`
    SendGrid,
    /// A language model behind an API: `sk-proj-…`, `sk-ant-…`
    LanguageModel,
    /// `hf_…`
    HuggingFace,
    /// `dop_v1_…`, `doo_v1_…`, `dor_v1_…`
    DigitalOcean,
    /// HashiCorp Vault: `hvs.…`, `hvb.…`
    Vault,
    /// A JSON Web Token: `eyJ….eyJ….…`
    Jwt,
    /// `-----BEGIN … PRIVATE KEY-----`, or a key of age
    PrivateKey,
}

/// Each format as a regular expression. Without a minimal length, names like `npm_config_cache` would match.
pub const PATTERNS: [(Format, &str); 22] = [
    (Format::GitHub, r"\bgh[pousr]_[A-Za-z0-9]{36,}"),
    (Format::GitHub, r"\bgithub_pat_[A-Za-z0-9_]{40,}"),
    (Format::GitLab, r"\bgl(?:agent|cbt|dt|ffct|ft|imt|oas|pat|ptt|rt|soat)-[A-Za-z0-9_.-]{20,}"),
    (Format::Aws, r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    (Format::Google, r"\bAIza[A-Za-z0-9_-]{35}"),
    (Format::Slack, r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    (Format::Slack, r"\bxapp-[A-Za-z0-9-]{20,}"),
    (Format::Slack, r"hooks\.slack\.com/services/T[A-Za-z0-9_]+/B[A-Za-z0-9_]+/[A-Za-z0-9]{20,}"),
    (Format::Stripe, r"\b[rs]k_live_[A-Za-z0-9]{16,}"),
    (Format::Docker, r"\bdckr_[po]at_[A-Za-z0-9_-]{20,}"),
    (Format::Npm, r"\bnpm_[A-Za-z0-9]{36}\b"),
    (Format::PyPi, r"\bpypi-AgE[IN][A-Za-z0-9_-]{20,}"),
    (Format::CratesIo, r"\bcio[A-Za-z0-9]{32}\b"),
    (Format::SendGrid, r"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    (Format::LanguageModel, r"\bsk-(?:ant|proj)-[A-Za-z0-9_-]{20,}"),
    (Format::HuggingFace, r"\bhf_[A-Za-z0-9]{34,40}\b"),
    (Format::DigitalOcean, r"\bdo[opr]_v1_[a-f0-9]{64}\b"),
    (Format::Vault, r"\bhv[bs]\.[A-Za-z0-9_-]{24,}"),
    (Format::Jwt, r"\beyJ[A-Za-z0-9_-]{7,}\.eyJ[A-Za-z0-9_-]{7,}\.[A-Za-z0-9_-]{10,}"),
    (Format::PrivateKey, r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----"),
    (Format::PrivateKey, r"-----BEGIN PGP PRIVATE KEY BLOCK-----"),
    (Format::PrivateKey, r"\bAGE-SECRET-KEY-1[A-Z0-9]{50,}"),
];

impl Format {
    /// What a token in this format is, as a part of a sentence.
    pub fn message(self) -> Message {
        match self {
            Self::GitHub
            | Self::GitLab
            | Self::Aws
            | Self::Google
            | Self::Slack
            | Self::Stripe
            | Self::Docker
            | Self::Npm
            | Self::PyPi
            | Self::CratesIo
            | Self::SendGrid
            | Self::HuggingFace
            | Self::DigitalOcean
            | Self::Vault => secrets::service(self.to_string()),
            Self::LanguageModel => secrets::LANGUAGE_MODEL,
            Self::Jwt => secrets::JSON_WEB_TOKEN,
            Self::PrivateKey => secrets::PRIVATE_KEY,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::GitHub => "GitHub",
            Self::GitLab => "GitLab",
            Self::Aws => "AWS",
            Self::Google => "Google",
            Self::Slack => "Slack",
            Self::Stripe => "Stripe",
            Self::Docker => "Docker Hub",
            Self::Npm => "npm",
            Self::PyPi => "PyPI",
            Self::CratesIo => "crates.io",
            Self::SendGrid => "SendGrid",
            Self::LanguageModel => "a language model",
            Self::HuggingFace => "Hugging Face",
            Self::DigitalOcean => "DigitalOcean",
            Self::Vault => "HashiCorp Vault",
            Self::Jwt => "a JSON Web Token",
            Self::PrivateKey => "a private key",
        })
    }
}

#[cfg(test)]
mod tests {
    use texts::Lang;

    use super::Format;

    #[test]
    fn a_format_is_named_in_both_languages() {
        for (format, fr, en) in [
            (
                Format::Docker,
                "un jeton d'accès ou une clé de Docker Hub",
                "an access token or a key of Docker Hub",
            ),
            (Format::LanguageModel, "la clé d'un modèle de langage", "the key of a language model"),
            (Format::Jwt, "un jeton JWT", "a JSON Web Token"),
            (Format::PrivateKey, "une clé privée", "a private key"),
        ] {
            let message = format.message();
            assert_eq!((message.text(Lang::Fr), message.text(Lang::En)), (fr.into(), en.into()));
        }
    }
}
