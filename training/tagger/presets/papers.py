"""The arrangements of papers and walk-throughs as presets, with the figures that they published.

Each works without anything uploaded. Where a paper began with vectors learned elsewhere, words
start at random here, and the help says which vectors to choose instead. Sizes and features are the
paper's, and so is dropout unless the help says otherwise; batch and rate are set from the data
unless the source gives them for Adam.
"""

from training.tagger.algorithms import (
    BiLSTMCNN,
    BiLSTMCRF,
    BiLSTMCRFFeatures,
    BiLSTMSoftmax,
    ElmanRNN,
    FineTunedTransformer,
    OneWayLSTM,
    ResidualBiLSTMs,
    StackLSTM,
)
from training.tagger.decoders import Softmax, Transitions
from training.tagger.embeddings import (
    CharacterBiLSTM,
    CharacterCNN,
    FrozenTransformer,
    NoCharacters,
    RandomWords,
)
from training.tagger.encoders import LSTM, BiLSTM, Elman, NoEncoder, ResidualBiLSTM
from training.tagger.optimizers import Adam
from training.tagger.presets.base import Preset
from training.tagger.recipe import Recipe
from training.tagger.schedules import Constant

PAPERS = (
    Preset(
        "keras_bilstm",
        "Keras BiLSTM",
        "A walk-through in Keras on the Kaggle corpus (GMB); published token accuracy 99.25 %",
        "Vectors of 50 numbers, a BiLSTM of 100 units with recurrent dropout 0.1, a softmax per "
        "token; Adam at 0.001, 32 sentences a step, 10 epochs, 104 tokens a sentence. Most of the "
        "published accuracy is padding: without it, the same figures come to about 96.4 %, with a "
        "token F1 of 82.3 (macro 58.3).",
        Recipe(
            algorithm=BiLSTMSoftmax(
                words=RandomWords(dimension=50),
                characters=NoCharacters(),
                encoder=BiLSTM(units=100, dropout=0, recurrent_dropout=0.1),
                epochs=10,
                batch_size=32,
                learning_rate=0.001,
                optimizer=Adam(),
                schedule=Constant(),
                early_stopping=0,
                gradient_clip=0,
                word_dropout=0,
            ),
            maximum_length=104,
        ),
    ),
    Preset(
        "residual_bilstm",
        "Residual BiLSTM",
        "A walk-through with ELMo on the Kaggle corpus (GMB); published F1 81.2 for entities and "
        "97.1 for parts of speech after one epoch",
        "Two BiLSTMs, the second added to the first, a softmax per token; 32 sentences a step, 50 "
        "tokens a sentence, one epoch. This one needs no language model: in place of ELMo's "
        "vectors, words and letters are learned from your labels. The units are ours; the article "
        "does not state its own.",
        Recipe(
            algorithm=ResidualBiLSTMs(
                encoder=ResidualBiLSTM(units=200, dropout=0.2, recurrent_dropout=0.2),
                decoder=Softmax(),
                epochs=1,
                batch_size=32,
                early_stopping=0,
            ),
            maximum_length=50,
        ),
    ),
    Preset(
        "chiu_nichols_2016",
        "BiLSTM-CNN (Chiu & Nichols)",
        "Chiu & Nichols 2016 (F1 91.62 on CoNLL-2003 English with vectors and word lists, 90.91 "
        "with vectors alone, 83.38 with neither)",
        "Words of 50 numbers in lower case, 53 filters over letters of 25 numbers, character types "
        "and case; 275 units, dropout 0.68, the votes of both directions added, whole sentences by "
        "their likelihood. Word lists from DBpedia helped the paper: choose a file of your own "
        "under Word lists, and pre-trained vectors under Word embedding. An implementation in "
        "Keras without word lists (kamalkraj) reports 90.9.",
        Recipe(
            algorithm=BiLSTMCNN(
                words=RandomWords(dimension=50),
                characters=CharacterCNN(
                    filters=53, dimension=25, width=3, kinds=True, reach=0.5, dropout=0
                ),
                encoder=BiLSTM(units=275, dropout=0.68),
            ),
            scheme="IOBES",
        ),
    ),
    Preset(
        "lample_2016",
        "Character BiLSTM-CRF (Lample et al.)",
        "Lample et al. 2016 (F1 90.94 on CoNLL-2003 English with skip-n-gram vectors)",
        "Letters of 25 numbers read by LSTMs of 25 units from both ends, words of 100 numbers, "
        "dropout 0.5 right before a BiLSTM of 100 units, a CRF; no hand-made features. The paper "
        "began with structured skip-n-gram vectors: learn them from your text under Embeddings. An "
        "implementation of the same arrangement in Keras (anaGo) reports 90.94, and 92.22 with "
        "ELMo.",
        Recipe(
            algorithm=BiLSTMCRF(
                words=RandomWords(dimension=100),
                characters=CharacterBiLSTM(units=25, dimension=25),
                encoder=BiLSTM(units=100, dropout=0.5),
                word_dropout=0.5,
            ),
            scheme="IOBES",
        ),
    ),
    Preset(
        "ma_hovy_2016",
        "BiLSTM-CNN-CRF (Ma & Hovy)",
        "Ma & Hovy 2016 (F1 91.21 on CoNLL-2003 English, accuracy 97.55 % in part-of-speech "
        "tagging of the Penn Treebank, with GloVe vectors of 100 numbers)",
        "30 filters of width 3 over letters of 30 numbers with dropout before them, words of 100 "
        "numbers, a BiLSTM of 200 units with dropout 0.5 on both sides, a CRF; no hand-made "
        "features. The paper began with GloVe: choose its file under Word embedding.",
        Recipe(
            algorithm=BiLSTMCRF(
                words=RandomWords(dimension=100),
                characters=CharacterCNN(filters=30, dimension=30, width=3, dropout=0.5),
                encoder=BiLSTM(units=200, dropout=0.5),
            ),
            scheme="IOBES",
        ),
    ),
    Preset(
        "huang_2015",
        "BiLSTM-CRF with features (Huang et al.)",
        "Huang, Xu & Yu 2015 (F1 88.83 on CoNLL-2003 English and 94.46 on CoNLL-2000 chunks with "
        "SENNA's vectors; 84.26 and 94.13 without)",
        "Words of 50 numbers, a BiLSTM of 300 units, a CRF, and features of spelling and of the "
        "words around, joined straight to the scores. The paper began with SENNA's vectors of 130 "
        "thousand words: choose that pair of files under Word embedding. It names no dropout; 0.5 "
        "is ours. With a gazetteer it reached 90.10.",
        Recipe(
            algorithm=BiLSTMCRFFeatures(
                words=RandomWords(dimension=50),
                characters=NoCharacters(),
                encoder=BiLSTM(units=300, dropout=0.5),
            )
        ),
    ),
    Preset(
        "elman_rnn",
        "Elman RNN",
        "Elman 1990, who had it foretell the next word",
        "Reads from left to right through one tanh, each tag chosen for itself: what the LSTM's "
        "memory and the CRF add shows against this one.",
        Recipe(
            algorithm=ElmanRNN(
                encoder=Elman(units=100), decoder=Softmax(), characters=NoCharacters()
            )
        ),
    ),
    Preset(
        "hammerton_2003",
        "LSTM (Hammerton)",
        "Hammerton 2003 (F1 60.15 on CoNLL-2003 English)",
        "One LSTM from left to right and a decision per token, without letters; a token is judged "
        "before the words behind it are seen. The paper's network read each sentence twice and "
        "decided the second time; this one reads it once.",
        Recipe(
            algorithm=OneWayLSTM(
                encoder=LSTM(units=100), decoder=Softmax(), characters=NoCharacters()
            )
        ),
    ),
    Preset(
        "devlin_2019",
        "BERT, fine-tuned",
        "Devlin et al. 2019 (F1 92.4 on CoNLL-2003 English with BERT base, 92.8 with BERT large)",
        "A transformer that has read much text learns to tag: each word by its first piece, a "
        "softmax per token, the rate rising over a tenth of the steps and falling to zero. It "
        "starts from the small MiniLM; choose a BERT folder of your own under Transformer for the "
        "paper's sizes.",
        Recipe(algorithm=FineTunedTransformer()),
    ),
    Preset(
        "devlin_2019_features",
        "BERT's features into a BiLSTM",
        "Devlin et al. 2019, section 5.3 (dev F1 96.1 on CoNLL-2003 English with the last four "
        "layers side by side)",
        "The transformer stays as it is and reads the corpus once; a BiLSTM-CRF learns from the "
        "mean of its last four layers, beside words and letters. Much quicker than fine-tuning on "
        "a processor. The paper puts the four layers side by side and has two BiLSTM layers of "
        "768 units.",
        Recipe(algorithm=BiLSTMCRF(context=FrozenTransformer())),
    ),
    Preset(
        "lample_2016_stack_lstm",
        "Stack-LSTM chunker",
        "Lample et al. 2016, section 3 (F1 90.33 on CoNLL-2003 English with pre-trained vectors)",
        "Segments by moves: two layers of 100 units in each memory, 16 numbers per move, letters "
        "read by LSTMs of 25 units. Word vectors start at random here. Dropout is ours, 0.5 on the "
        "words and 0.3 in the memories; the paper has 0.2 for English.",
        Recipe(
            algorithm=StackLSTM(
                words=RandomWords(dimension=100),
                characters=CharacterBiLSTM(units=25, dimension=25),
                encoder=NoEncoder(dropout=0.5),
                decoder=Transitions(units=100, layers=2, moves=16),
            )
        ),
    ),
)
