"""Who there is: users, cohorts, classes and memberships over time."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does here besides being a student. Each is a group of the same name, made by a migration."""

    TEACHER = "teacher", _("teacher")
    PRIVACY_OFFICER = "privacy_officer", _("privacy officer")
    ADMINISTRATOR = "administrator", _("administrator")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, **fields: Any) -> User:
        """A user who signs in by e-mail code; there are no passwords."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def with_role(self, role: Role) -> models.QuerySet[User]:
        return self.filter(is_active=True, groups__name=role.value)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by e-mail address. Only an administrator or a roster import makes one."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(
        _("language"), max_length=2, choices=[("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")], default="nb"
    )
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    erased_at = models.DateTimeField(
        null=True, editable=False, help_text="When the person was erased; what is left is a row that others point at."
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name"]
        # Sign-in looks addresses up in lower case; with `unique` this also makes Kari@ and kari@ one person.
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def is_staff(self) -> bool:
        """What Django's own tools ask; here: someone who works for the programme."""
        return self.is_superuser or bool(self.roles)

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(self.groups.values_list("name", flat=True)) & frozenset(Role.values)

    def has_role(self, role: Role) -> bool:
        return self.is_active and (self.is_superuser or role.value in self.roles)

    @property
    def is_teacher(self) -> bool:
        return self.has_role(Role.TEACHER)

    @property
    def is_privacy_officer(self) -> bool:
        return self.has_role(Role.PRIVACY_OFFICER)

    @property
    def is_administrator(self) -> bool:
        return self.has_role(Role.ADMINISTRATOR)

    @property
    def is_caretaker(self) -> bool:
        """Whether the person looks after the archive: a privacy officer or an administrator."""
        return self.is_privacy_officer or self.is_administrator


class AddressChange(models.Model):
    """That an administrator gave a person a new e-mail address, and how it was made sure that it is the person's."""

    user = models.ForeignKey(User, models.CASCADE, related_name="address_changes", verbose_name=_("user"))
    how = models.TextField(_("how the identity was checked"))
    checked_by = models.CharField(_("who checked it"), max_length=200)
    checked_on = models.DateField(_("when it was checked"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    old_email = models.EmailField(blank=True, help_text="Until it was told there that the address was changed.")

    class Meta:
        verbose_name = _("change of address")
        verbose_name_plural = _("changes of address")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d}"


class ErasedAddress(models.Model):
    """That the owner of an address had their data erased, so that a roster does not bring them back (`people.erasure`).

    Of the address only a keyed digest is kept, which nobody can read back without the server's secret key.
    """

    digest = models.CharField(max_length=64, primary_key=True)

    def __str__(self) -> str:
        return self.digest[:12]


class Cohort(models.Model):  # type: ignore[django-manager-missing]
    """Those who began the programme in the autumn of `year`."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


class Class(models.Model):  # type: ignore[django-manager-missing]
    """One class of a cohort, taught together in one place: "Oslo 2"."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="classes", verbose_name=_("cohort"))
    name = models.CharField(_("name"), max_length=100)
    place = models.CharField(_("place"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ["-cohort__year", "name"]
        constraints = [models.UniqueConstraint(fields=["cohort", "name"], name="class_once_a_cohort")]

    def __str__(self) -> str:
        return f"{self.name} {self.cohort.year}"


class Membership(models.Model):
    """A person's time in a class. A student whose `end` has passed is a former student; nothing is deleted."""

    class Kind(models.TextChoices):
        STUDENT = "student", _("student")
        TEACHER = "teacher", _("teacher")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("user"))
    programme_class = models.ForeignKey(Class, models.PROTECT, related_name="memberships", verbose_name=_("class"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.STUDENT)
    start = models.DateField(_("start"))
    end = models.DateField(_("end"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["-start"]
        constraints = [
            models.UniqueConstraint(fields=["user", "programme_class", "kind"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gte=models.F("start")), name="membership_end_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.programme_class}"


class RosterUpload(models.Model):
    """A roster that an administrator has sent and not confirmed yet: one at a time, gone once it was carried out."""

    by = models.OneToOneField(User, models.CASCADE, related_name="roster_upload")
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    sent_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
