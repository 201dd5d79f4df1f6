"""Pages of the organisers and of the demonstration."""

from itertools import count

from playwright.sync_api import FilePayload, expect

from tests.browser.shown import DAY_2, Walk, at, expect_status, state
from tests.browser.shown_public import cancelled, waiting

ORGANISER, SUPERVISOR, STEWARD = "organiser", "supervisor", "steward"
PEOPLE, INVITATIONS = "/organisation/inscriptions", "/organisation/invitations"
LIST = (
    "given_name;family_name;email;category;organisation\n"
    "Ana;Ștefănescu;ana-{who}@ville.example.org;speaker;Angers Loire Métropole\n"
    "Bo;Li;bo-{who}@presse.example;press;\n"
)

_numbers = count(1)

at("desk", "organisation.index", "/organisation/", ORGANISER)
at("people", "organisation.people", PEOPLE, ORGANISER)
at("nobody_found", "organisation.people", f"{PEOPLE}?q=personne-de-ce-nom", ORGANISER)
at("sessions", "organisation.sessions", "/organisation/seances", ORGANISER)
at("invitations", "invitations.index", INVITATIONS, ORGANISER)
at("adding", "organisation.add", f"{PEOPLE}/ajouter", ORGANISER)
at("export", "organisation.export", "/organisation/export", ORGANISER)
at("demonstration", "demo.index", "/demonstration")
at("mails", "demo.mails", "/demonstration/messages")


@state("organisation.people", ORGANISER)
def people_found(walk: Walk) -> None:
    walk.person("Trouvée", days=(DAY_2,))
    walk.go(f"{PEOPLE}?q=trouv&statut=confirmed&jour=2026-03-04")
    expect(walk.page.locator("tbody th a").first).to_be_visible()


@state("organisation_person.person", ORGANISER)
def one_participant(walk: Walk) -> None:
    person = walk.person("Dossier", meals=("dejeuner-1",))
    walk.go(f"{PEOPLE}/{person.reference}")


@state("organisation_person.person", ORGANISER)
def one_participant_after_sending_again(walk: Walk) -> None:
    walk.go(f"{PEOPLE}/{walk.person('Dossier').reference}")
    walk.press('form[action$="/renvoyer"] button')


@state("organisation_person.person", ORGANISER)
def one_participant_whom_mail_does_not_reach(walk: Walk) -> None:
    person = walk.person("Injoignable")
    walk.site.refuse_address(person)
    walk.go(f"{PEOPLE}/{person.reference}")
    expect(walk.page.locator(".notice-error")).to_be_visible()


@state("organisation_person.correct_address", ORGANISER)
def address_refused_by_the_form(walk: Walk) -> None:
    walk.go(f"{PEOPLE}/{walk.person('Dossier').reference}")
    walk.page.locator("details:has(#email) summary").click()
    walk.page.locator("#email").fill("personne")
    walk.page.locator("#email").press("Enter")
    expect(walk.page.locator("#email-error")).to_be_visible()


@state("organisation.people", ORGANISER)
def people_whom_mail_does_not_reach(walk: Walk) -> None:
    walk.site.refuse_address(walk.person("Injoignable"))
    walk.go(f"{PEOPLE}?courrier=non-remis")
    expect(walk.page.locator("tbody .tag-full").first).to_be_visible()


@state("organisation_person.person", ORGANISER)
def one_participant_who_cancelled(walk: Walk) -> None:
    walk.go(f"{PEOPLE}/{cancelled(walk).reference}")


@state("organisation_person.person", ORGANISER)
def one_participant_on_the_waitlist(walk: Walk) -> None:
    walk.go(f"{PEOPLE}/{waiting(walk).reference}")


@state("", STEWARD)
def not_for_this_role(walk: Walk) -> None:
    walk.go("/organisation/")
    expect_status(walk, "403")


@state("demo.index")
def clock_refused(walk: Walk) -> None:
    walk.go("/demonstration")
    walk.page.locator("#at").evaluate("field => field.type = 'text'")
    walk.page.locator("#at").fill("demain")
    walk.page.locator("#at").press("Enter")
    expect(walk.page.locator("#at-error")).to_be_visible()


@state("demo.index")
def clock_moved(walk: Walk) -> None:
    walk.go("/demonstration")
    walk.page.locator("#at").fill("2026-02-02T09:00")
    walk.page.locator("#at").press("Enter")
    expect(walk.page.locator(".notice-success")).to_be_visible()


@state("demo.mail")
def one_mail(walk: Walk) -> None:
    walk.go(_captured(walk))


@state("demo.mail_html")
def mail_alone(walk: Walk) -> None:
    """The mail as it is, in a page where a script may look at it."""
    address = f"{walk.site.winter.address}{_captured(walk)}/html"
    walk.page.goto("about:blank")
    walk.page.set_content(walk.page.request.get(address).text())
    # A mail leaves the ground to its reader's program; axe takes it for white, in a dark scheme too.
    walk.page.evaluate("document.documentElement.style.backgroundColor = 'Canvas'")


def _captured(walk: Walk) -> str:
    """The address of a message's page, for somebody with a seat, a wish and a meal."""
    email = f"courrier-{walk.lang}@example.org"
    folder = walk.site.winter.instance / "mail"
    if not any(email in path.read_text("utf-8") for path in folder.glob("*.eml")):
        walk.person("Courrier", email=email, meals=("dejeuner-1",))
    walk.site.mail_to(email)
    name = next(path.name for path in folder.glob("*.eml") if email in path.read_text("utf-8"))
    return f"/demonstration/messages/{name}"


@state("organisation.add", ORGANISER)
def adding_with_faults(walk: Walk) -> None:
    walk.go(f"{PEOPLE}/ajouter")
    walk.press("main form button[type=submit]")
    expect(walk.page.locator(".error-summary")).to_be_visible()


@state("organisation_person.person", ORGANISER)
def one_participant_who_was_added(walk: Walk) -> None:
    walk.go(f"{PEOPLE}/ajouter")
    walk.page.locator("input[name=reason][value=other]").check()
    walk.page.locator("#note").fill("A écrit avant la clôture.")
    walk.page.locator("#category").select_option("speaker")
    walk.page.locator("#given_name").fill("Ana")
    walk.page.locator("#family_name").fill("Ștefănescu")
    walk.page.locator("#email").fill(f"ajout-{next(_numbers)}@ville.example.org")
    walk.page.locator("input[name=days]").first.check()
    walk.press("main form button[type=submit]")
    expect(walk.page.locator(".notice-success")).to_be_visible()


@state("invitations.preview", ORGANISER)
def invitations_previewed(walk: Walk) -> None:
    _previewed(walk, LIST.format(who="preview"))


@state("invitations.preview", ORGANISER)
def invitations_with_faults(walk: Walk) -> None:
    _previewed(walk, LIST.format(who="faults") + ";;x;boss;\n")
    expect(walk.page.locator(".notice-error")).to_be_visible()


@state("invitations.preview", ORGANISER)
def invitations_unreadable(walk: Walk) -> None:
    _previewed(walk, "nom;prénom\n")
    expect(walk.page.locator("#file-error")).to_be_visible()


@state("invitations.index", ORGANISER)
def invitations_sent(walk: Walk) -> None:
    _previewed(walk, LIST.format(who=f"sent-{next(_numbers)}"))
    walk.press('main form[action="/organisation/invitations"] button')
    expect(walk.page.locator("#sent")).to_be_visible()


def _previewed(walk: Walk, content: str) -> None:
    walk.go(INVITATIONS)
    file = FilePayload(name="liste.csv", mimeType="text/csv", buffer=content.encode())
    walk.page.locator("#file").set_input_files(file)
    walk.press('form[action$="/apercu"] button')
