"""Names of people who do not exist: given names heard in Los Angeles, surnames made up."""

from __future__ import annotations

import random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN: dict[str, tuple[str, ...]] = {
    "Spanish": _words(
        "Ximena Mateo Camila Joaquín Itzel Emiliano Renata Santiago Marisol Iker Yaretzi Tadeo "
        "Paloma Nahúm Lucía Ulises Araceli Efraín Citlali Ramiro Noemí Saúl Jimena Abril"
    ),
    "Armenian": _words(
        "Anahit Narek Arpi Hayk Lusine Tigran Nare Davit Mariam Vahan Sona Aram Talin Gor Ani "
        "Raffi Shushan Levon Maral Hovik"
    ),
    "English": _words(
        "Amara Theo Naomi Jalen Priya Minjun Soraya Kai Imani Wesley Linh Darius Hana Owen Leilani "
        "Malik Yuna Caleb Zahra Ezra Tala Marcus Aiko Devon Nia Rohan Mei Isaiah Farah Jonah "
        "Keiko Andre Sofia Dmitri Thandi Luca"
    ),
}
FAMILY: dict[str, tuple[str, ...]] = {
    "Spanish": _words(
        "Montelirio Valdearce Camposerena Piedrasol Ríoclaro Lunaverde Torrealmendra Vallesombra "
        "Cruzdelmar Jaralinda Solórzaga Naranjuelo Peñablanda Robleseco Aguaclarín Cerrolindo "
        "Mirasoleda Olivarejo"
    ),
    "Armenian": _words(
        "Lusavanyan Karmirtsyan Aygeponyan Dzorakanyan Hatsavanyan Nranyakyan Lerntsyan Tsovikyan "
        "Zangelanyan Parizadyan Shirvakanyan Gaylurtyan"
    ),
    "English": _words(
        "Hollowbrook Fairlark Stonewick Merriwater Ashgrovely Bellwhistle Okonduru Adebanwola "
        "Nguyenthao Tranvinh Kimsoral Parkhaneul Yamashiragi Takemizu Batungbayan Dimasilaw "
        "Rahmanpurian Tehranchiyeh Mukherjian Chowdharan Lanternby Quillfeather Winterborrow "
        "Larkmeadow Copperfen Saltmarshe"
    ),
}
"""By the language that is spoken at home; the English list holds many origins."""


class People:
    """Hands out names, none twice until the lists run out; then an initial tells them apart."""

    def __init__(self, seed: str) -> None:
        """Start from a seed of any text."""
        self._random = random.Random(seed)
        self._taken: set[str] = set()

    def name(self, home: str) -> str:
        """A new name for someone who speaks ``home`` at home."""
        for _ in range(60):
            found = f"{self._random.choice(GIVEN[home])} {self._random.choice(FAMILY[home])}"
            if found not in self._taken:
                break
        else:
            found = self._with_initial(home)
        self._taken.add(found)
        return found

    def _with_initial(self, home: str) -> str:
        while True:
            initial = self._random.choice("ABCDEFGHIJKLMNOPRSTVWYZ")
            given, family = self._random.choice(GIVEN[home]), self._random.choice(FAMILY[home])
            found = f"{given} {initial}. {family}"
            if found not in self._taken:
                return found
