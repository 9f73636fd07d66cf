"""The parties of a contract and the media outlets that one of them owns."""

from decimal import Decimal
from typing import Any, Self

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Case, F, Value, When
from django.db.models.functions import Collate, Concat
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programs.models.body import EDRPOU, OfBody
from programs.models.personal import UNNAMED, no_personal_number
from programs.models.program import Program
from programs.models.restricted import is_restricted
from programs.models.text import UKRAINIAN, CharField, FoldedField, TextField
from programs.texts import fold_all

RNOKPP = RegexValidator(r"^[0-9]{10}\Z", _("РНОКПП has ten digits."))
IBAN = RegexValidator(r"^UA[0-9]{27}\Z", _("A Ukrainian IBAN is UA and 27 digits, without spaces."))
REGISTER_NUMBER = RegexValidator(
    r"^[A-Z][0-9]{2}-[0-9]{5}\Z", _("An identifier of the register of media looks like R40-02551.")
)


def public_contract(path: str = "") -> models.Q:
    """Contracts that everybody may see: once signed, whatever became of them, of programmes that are no drafts.

    ``path`` leads from a record to its contract («contracts__», «act__contract__»), so that whatever stands under a
    public contract is asked in the same words and no table has to know another.
    """
    begun = [status for status in Program.Status if status != Program.Status.DRAFT]
    return models.Q(**{f"{path}date_signed__isnull": False, f"{path}measure__program__status__in": begun})


def own_code(field: str, name: str, message: Any) -> models.UniqueConstraint:
    """Nobody shares a code with another; whoever has none leaves it out."""
    return models.UniqueConstraint(
        fields=[field], condition=~models.Q(**{field: ""}), name=name, violation_error_message=message
    )


class Party(models.Model):
    """What a contract says of either of its parties: name, address, account, who signs and on what ground."""

    name = CharField(_("full name"), max_length=300, db_collation=UKRAINIAN, validators=[no_personal_number])
    edrpou = CharField(_("ЄДРПОУ"), max_length=8, blank=True, validators=[EDRPOU])
    address = CharField(_("postal address"), max_length=300, blank=True, validators=[no_personal_number])
    iban = CharField(_("IBAN"), max_length=29, blank=True, validators=[IBAN])
    bank = CharField(_("bank"), max_length=200, blank=True)
    signatory = CharField(
        _("who signs"), max_length=150, blank=True, help_text=_("Given name and SURNAME, as under the signature.")
    )
    signatory_position = CharField(_("position of who signs"), max_length=200, blank=True)
    acts_on = CharField(
        _("acts on the ground of"),
        max_length=200,
        blank=True,
        help_text=_("As the preamble of the contract says it, for example «Статуту»."),
    )
    introduced_as = CharField(
        _("in the preamble"),
        max_length=400,
        blank=True,
        help_text=_(
            "Whole, in the case that it asks for: «в особі міського голови Ольги Прикладної, яка діє на підставі "
            "Закону …». Empty – the preamble names position and name as they are."
        ),
    )
    phone = CharField(_("telephone"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """The name as a contract writes it."""
        return self.name


class Customer(Party):
    """The customer of a contract (замовник): the council or whoever stands in for it, a military administration too."""

    PRIVATE = ("iban", "bank", "signatory", "signatory_position", "acts_on", "introduced_as", "phone", "email")

    place = CharField(
        _("place of its documents"),
        max_length=100,
        blank=True,
        validators=[no_personal_number],
        help_text=_("Where contracts and acts are signed, as their heading says it, for example «м. Каховка»."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("name", "edrpou")

    history = HistoricalRecords(excluded_fields=["folded"])

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["name"]
        constraints = [
            own_code("edrpou", "customer_is_recorded_once", _("A customer with this ЄДРПОУ is recorded already."))
        ]


class SupplierQuerySet(models.QuerySet["Supplier"]):
    def published(self) -> Self:
        """Suppliers of contracts that everybody may see; a person's name still asks ``public_name``."""
        return self.filter(pk__in=Supplier.objects.filter(public_contract("contracts__")).values("pk"))


class Supplier(OfBody, Party):
    """Who is paid (постачальник, виконавець договору): an editorial office, a sole trader, a person.

    A РНОКПП encodes birth date and sex: it is personal data and stands in ``PRIVATE`` with everything else that no
    public surface may carry. Shapes are enforced; a wrong check digit only warns, because real codes break it.
    """

    PRIVATE = (
        "rnokpp",
        "iban",
        "bank",
        "address",
        "signatory",
        "signatory_position",
        "acts_on",
        "introduced_as",
        "phone",
        "email",
        "note",
    )

    class Kind(models.TextChoices):
        LEGAL_ENTITY = "legal_entity", _("legal entity")
        SOLE_TRADER = "sole_trader", _("sole trader")
        PERSON = "person", _("natural person")

    kind = CharField(_("kind"), max_length=12, choices=Kind, default=Kind.LEGAL_ENTITY)
    rnokpp = CharField(
        _("РНОКПП"), max_length=10, blank=True, validators=[RNOKPP], help_text=_("Personal data; never shown.")
    )
    is_vat_payer = models.BooleanField(_("VAT payer"), default=False)
    name_is_public = models.BooleanField(
        _("the person agreed to be named"),
        default=False,
        help_text=_("Only for a natural person: without consent the portal says «natural person»."),
    )
    note = TextField(_("note"), blank=True, help_text=_("For staff; never shown to the public."))
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("name", "edrpou")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = SupplierQuerySet.as_manager()

    class Meta:
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        ordering = ["name"]
        constraints = [
            own_code("edrpou", "supplier_edrpou_is_unique", _("A supplier with this ЄДРПОУ is recorded already.")),
            own_code("rnokpp", "supplier_rnokpp_is_unique", _("A supplier with this РНОКПП is recorded already.")),
            models.CheckConstraint(
                condition=models.Q(kind="legal_entity", rnokpp="")
                | (~models.Q(kind="legal_entity") & models.Q(edrpou="")),
                name="supplier_has_the_code_of_its_kind",
                violation_error_message=_("A legal entity has a ЄДРПОУ, a sole trader or a person a РНОКПП."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind="legal_entity") | models.Q(body__isnull=True),
                name="only_a_legal_entity_is_of_a_body",
                violation_error_message=_("A person is no body: only a legal entity is linked with other records."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind="person") | models.Q(name_is_public=False),
                name="consent_to_be_named_is_a_persons",
                violation_error_message=_("Consent to be named is asked of natural persons alone."),
            ),
        ]

    @property
    def full_name(self) -> str:
        return f"ФОП {self.name}" if self.kind == self.Kind.SOLE_TRADER else self.name

    @property
    def name_by_consent(self) -> str:
        """The name as the ledger keeps it: of a sole trader the name alone, of a person by consent."""
        if self.kind == self.Kind.PERSON and not self.name_is_public:
            return UNNAMED
        return self.full_name

    @property
    def public_name(self) -> str:
        """The name as everybody may read it today: in the restricted mode nobody's who is a person."""
        is_person = self.kind != self.Kind.LEGAL_ENTITY
        return UNNAMED if is_person and is_restricted() else self.name_by_consent

    @property
    def name_on_paper(self) -> str:
        """The name as reports print it, which are kept for good: no person's, who may take a consent back."""
        return UNNAMED if self.kind == self.Kind.PERSON else self.public_name

    @property
    def public_code(self) -> str:
        """The ЄДРПОУ of a legal entity; nobody else has a code to show."""
        return self.edrpou


def public_name(way: str = "", *, trader: str = "") -> Collate:
    """The name by which a supplier may be put in order: a person without consent has none.

    Searching what is stored, or sorting by it, would tell what the answers hide.
    """
    return Collate(_public("name", way, trader), UKRAINIAN)


def public_folded(way: str = "") -> Case:
    """What a supplier may be found by, as the portal compares texts; nothing for a person without consent."""
    return _public("folded", way, fold_all(["ФОП"]) + " ")


def hidden(way: str = "") -> models.Q:
    """Suppliers that everybody may read by no name: people who did not agree, or agree no more; in the restricted mode
    all who are people.
    """
    if is_restricted():
        return models.Q(**{f"{way}kind__in": [Supplier.Kind.PERSON, Supplier.Kind.SOLE_TRADER]})
    return models.Q(**{f"{way}kind": Supplier.Kind.PERSON, f"{way}name_is_public": False})


def outlet_folded(way: str = "") -> models.Expression | F:
    """What an outlet may be found by: not by founder and area in the restricted mode, and so by nothing."""
    return Value("", output_field=models.TextField()) if is_restricted() else F(f"{way}folded")


def _public(column: str, way: str, trader: str) -> Case:
    unnamed = When(hidden(way), then=Value(""))
    titled = When(**{f"{way}kind": Supplier.Kind.SOLE_TRADER}, then=Concat(Value(trader), f"{way}{column}"))
    return Case(unnamed, titled, default=F(f"{way}{column}"), output_field=models.TextField())


class MediaOutletQuerySet(models.QuerySet["MediaOutlet"]):
    def published(self) -> Self:
        """Outlets whose owner has a contract that everybody may see, and those that such a contract names: an outlet
        that was sold since keeps its page, to which contract and publications link.
        """
        named = MediaOutlet.objects.filter(public_contract("lines__contract__"))
        return self.filter(models.Q(pk__in=named.values("pk")) | models.Q(supplier__in=Supplier.objects.published()))


class MediaOutlet(OfBody):
    """A medium (ЗМІ): a newspaper, a site, a station; one supplier may own several.

    The register identifier exists since the law on media of 2023 and is voluntary for print and online; before that a
    certificate was given.
    """

    CODE = "supplier__edrpou"
    RESTRICTED = ("founder", "area")  # perhaps a person, and where to look for them

    class Kind(models.TextChoices):
        PRINT = "print", _("print")
        ONLINE = "online", _("online")
        RADIO = "radio", _("radio")
        TELEVISION = "television", _("television")
        OTHER = "other", _("other")

    slug = models.SlugField(
        _("address"), max_length=60, unique=True, help_text=_("Part of the permanent address of the outlet's page.")
    )
    name = CharField(_("name"), max_length=200, db_collation=UKRAINIAN, validators=[no_personal_number])
    kind = CharField(_("kind"), max_length=12, choices=Kind)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="outlets", verbose_name=_("supplier"))
    site = models.URLField(_("site"), blank=True, max_length=300)
    founder = CharField(_("founder"), max_length=300, blank=True, validators=[no_personal_number])
    register_number = CharField(
        _("identifier of the register of media"), max_length=9, blank=True, validators=[REGISTER_NUMBER]
    )
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    certificate = CharField(_("certificate before 2023"), max_length=100, blank=True, validators=[no_personal_number])
    certified_on = models.DateField(_("certificate given on"), null=True, blank=True)
    circulation = models.PositiveIntegerField(_("circulation, copies"), null=True, blank=True)
    area = CharField(_("area of distribution"), max_length=200, blank=True, validators=[no_personal_number])
    column_width = models.DecimalField(
        _("width of a column, cm"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.1"))],
        help_text=_("Columns × width × height is the area of a publication."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("name", "founder", "area", "register_number")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = MediaOutletQuerySet.as_manager()

    class Meta:
        verbose_name = _("media outlet")
        verbose_name_plural = _("media outlets")
        ordering = ["name"]
        constraints = [
            own_code(
                "register_number",
                "outlet_stands_once_in_the_register",
                _("An outlet with this identifier is recorded already."),
            ),
            models.CheckConstraint(
                condition=models.Q(registered_on__isnull=True) | ~models.Q(register_number=""),
                name="registration_date_has_its_identifier",
                violation_error_message=_("Enter the identifier that was given on this date."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
