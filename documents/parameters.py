"""Numbers of the documents, each overridable by the environment. What a caisse decides of a kind is its row."""

from datetime import timedelta

import environ

env = environ.Env()

# A document that a caisse publishes, or that a company sends.
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_MB", default=10) * 1024**2
# What is searched of a file, in characters: some two hundred pages.
DOCUMENT_TEXT_MAX_LENGTH = env.int("DOCUMENT_TEXT_MAX_LENGTH", default=400_000)
# What a company sends: files at once, weight together, weight in a day; how long its files are kept once treated.
SENT_FILES_AT_ONCE = env.int("SENT_FILES_AT_ONCE", default=10)
SENT_FILES_MAX_BYTES = env.int("SENT_FILES_MAX_MB", default=20) * 1024**2
SENT_DAY_MAX_BYTES = env.int("SENT_DAY_MAX_MB", default=200) * 1024**2
SENT_FILES_RETENTION = timedelta(days=env.int("SENT_FILES_RETENTION_DAYS", default=365))
# In how many days the caisse usually treats what is sent; until the network gives its figure.
SENT_USUAL_DAYS = env.int("SENT_USUAL_DAYS", default=10)

# Of attestations, where the caisse has no row of its own (`AttestationRule`): how old the figures may be, for how long
# what was made of them holds.
ATTESTATION_FIGURES_MAX_DAYS = env.int("ATTESTATION_FIGURES_MAX_DAYS", default=31)
ATTESTATION_VALID_DAYS = env.int("ATTESTATION_VALID_DAYS", default=90)
# What is wrong in a certificate: in how many days the caisse usually answers.
CERTIFICATES_USUAL_DAYS = env.int("CERTIFICATES_USUAL_DAYS", default=5)
# A batch that staff publish: its files together (zipped, then not), its lines, in how many days it is usually
# published, how long the lines of one that is over are kept.
DOCUMENT_BATCH_MAX_BYTES = env.int("DOCUMENT_BATCH_MAX_MB", default=1024) * 1024**2
DOCUMENT_BATCH_MAX_FILES_BYTES = env.int("DOCUMENT_BATCH_MAX_FILES_MB", default=4096) * 1024**2
DOCUMENT_BATCH_MAX_LINES = env.int("DOCUMENT_BATCH_MAX_LINES", default=20_000)
DOCUMENT_BATCH_USUAL_DAYS = env.int("DOCUMENT_BATCH_USUAL_DAYS", default=2)
DOCUMENT_BATCH_RETENTION = timedelta(days=env.int("DOCUMENT_BATCH_RETENTION_DAYS", default=90))
# Stored files read again each night against their fingerprint, those seen longest ago first.
DOCUMENT_FILES_VERIFIED_A_NIGHT = env.int("DOCUMENT_FILES_VERIFIED_A_NIGHT", default=5000)

# Who gives the file once the portal has judged who asks: « app », the portal itself; « accel », the front server, which
# reads the private files under this prefix (deploy/nginx.conf); « signed », an address of the storage, for so long
# (`core.files.signed_address`).
DOCUMENT_DELIVERY = env.str("DOCUMENT_DELIVERY", default="app")
DOCUMENT_ACCEL_PREFIX = env.str("DOCUMENT_ACCEL_PREFIX", default="/protected/")
DOCUMENT_SIGNED_SECONDS = env.int("DOCUMENT_SIGNED_SECONDS", default=60)
# A reader of PDFs takes a document in pieces: those of so long are one download.
DOCUMENT_PIECES_MINUTES = env.int("DOCUMENT_PIECES_MINUTES", default=10)
DOCUMENT_ZIP_MAX_DOCUMENTS = env.int("DOCUMENT_ZIP_MAX_DOCUMENTS", default=10_000)

# name: (limit, window in seconds). Counted before the check, in core.throttling.
DOCUMENT_THROTTLES: dict[str, tuple[int, int]] = {
    # Attestations asked for, and copies printed, by one person.
    "attestations": (30, 3600),
    "certificate_copies": (200, 3600),
    # Verifications by whoever has an attestation in hand, from one address and of one SIRET.
    "attestation_checks": (40, 3600),
    "attestation_checks_of_siret": (60, 3600),
    # Sent to the caisse, by a person: somebody looks at each.
    "documents_sent": (env.int("DOCUMENTS_SENT_PER_HOUR", default=60), 3600),
    "documents.zip": (env.int("DOCUMENT_ZIPS_PER_HOUR", default=60), 3600),
}
