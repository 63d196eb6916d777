"""A biLM of a project's own: ELMo's arrangement, learned from text without labels."""

from training.tagger.bilm.recipe import CharacterBiLM

__all__ = ["CharacterBiLM"]
