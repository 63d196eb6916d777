"""The obvious build: the network in plain torch modules inside a Django view.

`gunicorn benchmarks.peers.django_view:application` with $BUNDLE (vocabulary and tags) and $WEIGHTS
(the weights of the same training) answers POST /predict {"tokens": […]} with the entities.
"""
# mypy: ignore-errors

import json
import os
from pathlib import Path

import torch
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from safetensors.torch import load_file
from torch import nn
from torchcrf import CRF

from kernel import bio
from training.tagger.words import vocabulary

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for measuring",
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
)
torch.set_num_threads(1)


class Network(nn.Module):
    """Word vector and character CNN, a BiLSTM, scores of tags, a CRF."""

    def __init__(self, weights):
        super().__init__()
        letters = weights["characters.weight"]  # (width, dimension, filters)
        hidden = weights["encoder.ahead.0.weight_hh_l0"].shape[1]
        self.words = nn.Embedding(*weights["words.weight"].shape)
        self.letters = nn.Embedding(*weights["characters.table"].shape, padding_idx=0)
        width, dimension, filters = letters.shape
        self.convolution = nn.Conv1d(dimension, filters, width, padding=width // 2)
        rows = self.words.embedding_dim + filters
        self.lstm = nn.LSTM(rows, hidden, bidirectional=True, batch_first=True)
        self.score = nn.Linear(2 * hidden, len(weights["start"]))
        self.crf = CRF(len(weights["start"]), batch_first=True)
        self._fill(weights)

    @torch.no_grad()
    def _fill(self, weights):
        self.words.weight.copy_(weights["words.weight"])
        self.letters.weight.copy_(weights["characters.table"])
        self.letters.weight[0] = 0
        self.convolution.weight.copy_(weights["characters.weight"].permute(2, 1, 0))
        self.convolution.bias.copy_(weights["characters.bias"])
        for name in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"):
            getattr(self.lstm, name).copy_(weights[f"encoder.ahead.0.{name}"])
            getattr(self.lstm, f"{name}_reverse").copy_(weights[f"encoder.behind.0.{name}"])
        self.score.weight.copy_(weights["score.weight"])
        self.score.bias.copy_(weights["score.bias"])
        self.crf.transitions.copy_(weights["hops"])
        self.crf.start_transitions.copy_(weights["start"])
        self.crf.end_transitions.copy_(weights["end"])

    def forward(self, words, letters):
        """(T,) word ids and (T, C) character ids of one sentence → its tag ids."""
        spelled = self.convolution(self.letters(letters).transpose(1, 2))
        spelled = spelled.masked_fill((letters == 0)[:, None], -1e4).amax(2)
        rows = torch.cat([self.words(words), spelled], 1)
        emissions = self.score(self.lstm(rows[None])[0])
        return self.crf.decode(emissions)[0]


known = vocabulary.loads((Path(os.environ["BUNDLE"]) / "vocabulary.json").read_bytes())
network = Network(load_file(os.environ["WEIGHTS"])).eval()


@csrf_exempt
def predict(request):
    """The entities of one sentence, in tokens."""
    if request.method != "POST":
        return JsonResponse({"ready": True})
    tokens = json.loads(request.body)["tokens"]
    words = torch.from_numpy(known.word_ids(tokens))
    letters = torch.from_numpy(known.spelled(tokens))
    with torch.inference_mode():
        found = [known.tags[tag] for tag in network(words, letters)]
    entities = [
        {"text": " ".join(tokens[s:e]), "label": label, "start": s, "end": e}
        for s, e, label in bio.spans_of(found)
    ]
    return JsonResponse({"entities": entities})


urlpatterns = [path("predict", predict)]
application = get_wsgi_application()
