"""What a plan may say: corpora, configurations, manual codings, and where the runs go."""

from pydantic import Field

from thememiner.config.section import Names, Section


class CorpusOfPlan(Section):
    """A corpus that is named, ``[[corpus]]``, instead of found by a pattern."""

    name: str = Field(min_length=1, description="What the corpus is called in the summary, and its folder of runs.")
    paths: Names = Field(min_length=1, description="Transcripts, tables, or folders of them; patterns are allowed.")
    gold: Names = Field((), description="Manual codings of this corpus; patterns are allowed.")
    configurations: Names = Field((), description="Names of the configurations that it is mined with; empty: all.")


class PlanSettings(Section):
    """A plan: every corpus is mined with every configuration."""

    output: str = Field("", description="Folder for the runs and the summary; empty: the plan's name and -runs.")
    corpora: Names = Field(
        (),
        description="Patterns such as interviews/*: every folder there is a corpus. With an ending (tables/*.csv), "
        "every such file is one.",
    )
    gold: Names = Field(
        (), description="Patterns of the corpora's manual codings; {corpus} stands for the name of the corpus."
    )
    configurations: Names = Field((), description="Patterns of configurations; empty: the default one.")
    corpus: tuple[CorpusOfPlan, ...] = Field((), description="Corpora that are named.")
