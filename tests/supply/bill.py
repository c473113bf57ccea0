"""The bill of materials of a site, as CycloneDX 1.6: each package by its purl, with the hashes that its lock allows."""

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from app import __version__
from tests.supply.packages import Package, packages

REGISTRY = {
    "pypi": "https://pypi.org/project/{name}/{version}/",
    "npm": "https://www.npmjs.com/package/{name}/v/{version}",
}
LICENCES = LicenseFactory()


def bill() -> str:
    """JSON. What tests alone run is no part of a site, and is left out."""
    site = Component(
        name="totem-quiz",
        version=__version__,
        type=ComponentType.APPLICATION,
        bom_ref="totem-quiz",
        licenses=[LICENCES.make_from_string("MIT AND CC-BY-4.0")],
    )
    bom = Bom()
    bom.metadata.component = site
    parts = [_component(one) for one in packages() if one.use != "tests"]
    bom.components.update(parts)
    bom.register_dependency(site, parts)
    return JsonV1Dot6(bom).output_as_string(indent=2)


def _component(package: Package) -> Component:
    """A lock names several files, one for each system: their hashes stand beside where they are handed out."""
    group, _, name = package.name.rpartition("/")
    purl = PackageURL(package.kind, group or None, name, package.version)
    address = XsUri(REGISTRY[package.kind].format(name=package.name, version=package.version))
    hashes = [HashType(alg=HashAlgorithm(kind), content=digest) for kind, digest in package.hashes]
    return Component(
        name=name,
        group=group or None,
        version=package.version,
        type=ComponentType.LIBRARY,
        scope=ComponentScope.REQUIRED,
        purl=purl,
        bom_ref=str(purl),
        licenses=[LICENCES.make_from_string(package.licence)],
        external_references=[ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=address, hashes=hashes)],
    )
