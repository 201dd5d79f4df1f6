"""Names of invented people and of plausible organisations, for the demonstration. Pure.

Given and family names are drawn apart from lists of common ones; posts belong to nobody.
"""

GIVEN = (  # noqa: SIM905 - a list of ninety literals reads worse
    "Aïcha Agathe Alexandre Alice Amélie Anaïs Antoine Aurélie Baptiste Benoît Bérénice Camille Cécile Céline Chloé "
    "Claire Clément Damien Delphine Élise Élodie Émile Emmanuelle Estelle Étienne Fabien Fanny Farid Florent François "
    "Françoise Gaëlle Gérard Guillaume Hélène Hugo Inès Isabelle Jérôme Joëlle Julie Karim Laëtitia Laurent Leïla "
    "Léo Loïc Lucie Maëlle Mamadou Manon Marc Mathilde Maxime Mélanie Mohamed Nadia Naïma Nicolas Noémie Odile "
    "Olivier Pascale Patrick Paul Quentin Raphaël Rémi Romain Sabrina Samir Sandrine Sébastien Solène Sophie "
    "Stéphane Sylvie Thaïs Théo Thomas Valentin Valérie Véronique Vincent Virginie Xavier Yann Yasmine Zoé "
    "Anne-Laure Jean-Baptiste Jean-Marc Marie-Claude Pierre-Yves"
).split()
FAMILY = (  # noqa: SIM905
    "Abadie Amrani Arnaud Aubert Bailly Barbier Baron Benali Benoît Berger Bernard Bertin Besson Blanchard Bonnet "
    "Boucher Bouvier Brunet Carpentier Charpentier Chevalier Colin Cordier Coulibaly Courtois David Delattre "
    "Delmas Deschamps Diallo Diarra Dufour Dumont Dupuis Duval Étienne Fabre Faure Fernandez Ferrand Fleury Fontaine "
    "Gaillard Garnier Gauthier Germain Girard Gosselin Guérin Guillot Haddad Hamel Henry Hervé Huet Jacquet Joubert "
    "Julien Kaced Keller Konaté Lacroix Lambert Langlois Launay Lebrun Leclerc Lemaître Lévêque Lopez "
    "Maillard Marchand Maréchal Masson Mercier Meunier Millet Moreau Moulin N’Diaye Nguyen Noël Ouali Pasquier "
    "Pelletier Perrin Picard Poirier Prévost Quéméner Renaud Rey Rivière Robin Rousseau Roussel Roy Sanchez Schneider "
    "Tessier Texier Traoré Vasseur Vidal Weber Yildiz Zimmermann"
).split()
FAMILY += ["Da Costa", "Le Gall", "Le Roux"]
ABROAD = (
    ("Astrid", "Lindqvist"), ("Johan", "Bergström"), ("Lena", "Hofbauer"), ("Matthias", "Grünwald"),
    ("Carmen", "Ibáñez Soler"), ("Javier", "Peñalver"), ("Giulia", "Ferrarini"), ("Paolo", "Zanetti"),
    ("Katarzyna", "Wiśniewska"), ("Tomáš", "Dvořáček"), ("Eleni", "Papadaki"), ("Sinéad", "O’Connell"),
    ("Mikkel", "Sørensen"), ("Ilse", "van den Broek"), ("Zsófia", "Kertész"), ("Ana Rita", "Gonçalves"),
)  # fmt: skip
"""Participants who read English."""
ABROAD_ORGANISATIONS = (
    ("local", "City of Stockholm"), ("local", "Ajuntament de València"), ("local", "Stadt Wien"),
    ("research", "TU Delft"), ("association", "Energy Cities"), ("state", "Vinnova"),
)  # fmt: skip

ORGANISATIONS = (
    ("local", "Nantes Métropole"), ("local", "Ville de Marseille"), ("local", "Angers Loire Métropole"),
    ("local", "Métropole de Lyon"), ("local", "Ville de Paris"), ("local", "Dijon Métropole"),
    ("local", "Grenoble-Alpes Métropole"), ("local", "Bordeaux Métropole"), ("local", "Ville de Dunkerque"),
    ("local", "Région Île-de-France"), ("local", "Ville de Saint-Ouen-sur-Seine"), ("local", "Rennes Métropole"),
    ("local", "Eurométropole de Strasbourg"), ("local", "Communauté d’agglomération du Val d’Orge"),
    ("state", "ADEME"), ("state", "Cerema"), ("state", "Agence nationale de la recherche"),
    ("state", "Ministère de la Transition écologique"), ("state", "Banque des Territoires"),
    ("research", "Université Gustave Eiffel"), ("research", "CNRS"), ("research", "Sciences Po"),
    ("research", "École des Ponts"), ("research", "Université de Lille"),
    ("association", "I4CE"), ("association", "AMORCE"), ("association", "France Villes et territoires Durables"),
    ("association", "Institut Paris Région"), ("company", "Atelier Climat Conseil"),
    ("company", "Hérisson Ingénierie"), ("company", "Coopérative Énergies Communes"), ("other", ""),
)  # fmt: skip
JOBS = {
    "local": (
        "Directrice climat", "Chargé de mission transition écologique", "Responsable plan climat",
        "Chef de projet ville neutre", "Élue déléguée au climat", "Directeur des finances",
    ),
    "state": ("Cheffe de bureau", "Chargé de mission", "Ingénieure", "Coordinateur national"),
    "research": ("Maîtresse de conférences", "Directeur de recherche", "Doctorante", "Ingénieur de recherche"),
    "company": ("Consultante", "Directeur associé", "Ingénieure d’études"),
    "association": ("Déléguée générale", "Chargé de projet", "Responsable des partenariats"),
    "other": ("", "Journaliste", "Étudiante"),
}  # fmt: skip
JOBS_ABROAD = ("Climate director", "Project officer", "Policy adviser", "Researcher")

DIETS = (
    "Végétarien",
    "Végétalien",
    "Sans gluten",
    "Sans lactose",
    "Sans porc",
    "Allergie aux fruits à coque",
)
ACCESS = (
    "Place accessible en fauteuil roulant", "Boucle magnétique", "Documents en grands caractères avant l’atelier",
    "Place assise près de la porte",
)  # fmt: skip
