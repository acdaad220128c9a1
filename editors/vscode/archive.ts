import { zipSync } from "fflate";
import type { Manifest } from "./contents.ts";

/** Of every file in the archive, so that the same sources give the same bytes. */
const MODIFIED = new Date(1980, 0, 1);

/** An extension as the editor installs it: a zip archive with two files that describe it. */
export function packArchive(manifest: Manifest, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const all = new Map([
    ["extension.vsixmanifest", encode(vsixManifest(manifest))],
    ["[Content_Types].xml", encode(contentTypes([...files.keys()]))],
    ...[...files].map(([path, content]): [string, Uint8Array] => [`extension/${path}`, content]),
  ]);
  return zipSync(Object.fromEntries(all), { level: 9, mtime: MODIFIED });
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function vsixManifest(manifest: Manifest): string {
  const { name, publisher, version, displayName, description, categories, keywords, engines } = manifest;
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${escaped(name)}" Version="${escaped(version)}" Publisher="${escaped(publisher)}" />
    <DisplayName>${escaped(displayName)}</DisplayName>
    <Description xml:space="preserve">${escaped(description)}</Description>
    <Tags>${escaped([...keywords, "ctk", "__ext_ctk"].join(","))}</Tags>
    <Categories>${escaped(categories.join(","))}</Categories>
    <GalleryFlags>Public</GalleryFlags>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value="${escaped(engines.vscode)}" />
      <Property Id="Microsoft.VisualStudio.Code.ExtensionDependencies" Value="" />
      <Property Id="Microsoft.VisualStudio.Code.ExtensionPack" Value="" />
      <Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value="workspace" />
    </Properties>
  </Metadata>
  <Installation>
    <InstallationTarget Id="Microsoft.VisualStudio.Code" />
  </Installation>
  <Dependencies />
  <Assets>
    <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true" />
    <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/readme.md" Addressable="true" />
    <Asset Type="Microsoft.VisualStudio.Services.Content.Changelog" Path="extension/changelog.md" Addressable="true" />
  </Assets>
</PackageManifest>
`;
}

const types: Readonly<Record<string, string>> = {
  ".json": "application/json",
  ".js": "application/javascript",
  ".mjs": "application/javascript",
  ".md": "text/markdown",
  ".vsixmanifest": "text/xml",
};

function contentTypes(paths: readonly string[]): string {
  const used = new Set([".vsixmanifest", ...paths.map((path) => path.slice(path.lastIndexOf(".")))]);
  const lines = [...used].map(
    (extension) =>
      `  <Default Extension="${extension}" ContentType="${types[extension] ?? "application/octet-stream"}" />`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
${lines.join("\n")}
</Types>
`;
}
