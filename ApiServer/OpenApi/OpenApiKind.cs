using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.OpenApi;

/// <summary>A kind that the server serves, as its OpenAPI documents describe it.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">Version, such as <c>v1beta1</c>.</param>
/// <param name="Kind">Kind, such as <c>IPAddressPool</c>.</param>
/// <param name="Plural">Resource name in paths.</param>
/// <param name="Namespaced">Whether its objects live in namespaces.</param>
/// <param name="Schema">The <c>openAPIV3Schema</c> of a custom resource; null takes the built-in schema.</param>
public sealed record OpenApiKind(
    string Group, string Version, string Kind, string Plural, bool Namespaced, JsonObject? Schema)
{
    /// <summary>Whether the kind has a status subresource.</summary>
    public bool HasStatus { get; init; }
}
