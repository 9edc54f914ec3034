"""What the example's people told: days ago, who, in which room, where else it may be heard, and the words."""

STORIES: tuple[tuple[int, str, str, tuple[str, ...], dict[str, str]], ...] = (
    (
        11,
        "fatima",
        "natur",
        ("bevaegelse",),
        {
            "before": "Vi planlagde turene, og de unge gik med, fordi de skulle.",
            "tried": "Vi lagde et kort på bordet og lod dem selv vælge turen.",
            "young": "De valgte mosen. Det regnede hele dagen, og ingen ville hjem.",
            "changed": "To, der plejer at blive i bussen, gik forrest.",
            "matters": "De tog ansvar, fordi turen var deres.",
        },
    ),
    (
        7,
        "bo",
        "bevaegelse",
        (),
        {
            "tried": "Vi byttede fodbold ud med »jorden er giftig« gennem hele huset.",
            "young": "Dem, der ellers ser på, byggede banen.",
            "hard": "Det larmede, og aftenvagten syntes, det var noget rod. Det skal vi tale om.",
            "signed": "role",
        },
    ),
    (
        3,
        "signe",
        "kreativ",
        ("natur",),
        {
            "tried": "Vi lod malingen stå fremme en hel uge uden en opgave.",
            "hard": "De tre første dage skete der ingenting. Vi var ved at pakke den væk.",
            "young": "Torsdag gik en af de store i gang, og så kom de andre.",
            "matters": "Vi skal turde vente.",
        },
    ),
)
