"""The process that answers: POST /predict/{slug}, without the web framework and without torch.

__main__   the command line; the process from start to its last answer
app        what each address answers
asks       a body, read strictly, becomes an Ask
batching   asks that wait together are answered together, never later for it
pool       which deployments answer, and with which model
catalogue  learns from the web what should answer, and keeps it on disk
web        the only connection this process opens
openapi    the document of one deployment
page       the same for people
refusals   every error it answers with, and what each means
wire       responses, errors and their headers
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
"""One thread per process, for numpy's products too; read when numpy is imported."""
