using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.OpenApi;

/// <summary>The documents behind <c>/openapi/v2</c> and <c>/openapi/v3</c>: what <c>kubectl explain</c> and <c>apply</c> read.</summary>
/// <remarks>
/// Immutable: make a new one when a CustomResourceDefinition changes. Documents are built when first asked for.
/// <c>kubectl</c> from 1.27 on reads version 3 as JSON; it asks for version 2 in protobuf only, to check the objects of a
/// List before it sends them. What it gets describes no kind, so that it leaves the checking to the server.
/// </remarks>
public sealed class OpenApiDocuments
{
    private const string ServerVersion = "v1.32.0";

    private readonly FrozenDictionary<string, IReadOnlyList<OpenApiKind>> _kinds;
    private readonly FrozenDictionary<string, Lazy<byte[]>> _v3;
    private readonly Lazy<byte[]> _v2;

    /// <summary>Describes these kinds.</summary>
    public OpenApiDocuments(IReadOnlyList<OpenApiKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        _kinds = kinds
            .GroupBy(kind => kind.Group.Length == 0 ? $"api/{kind.Version}" : $"apis/{kind.Group}/{kind.Version}")
            .ToFrozenDictionary(group => group.Key, group => (IReadOnlyList<OpenApiKind>)[.. group]);
        _v3 = _kinds.ToFrozenDictionary(
            group => group.Key, group => new Lazy<byte[]>(() => Build(group.Value, OpenApiDialect.V3)));
        _v2 = new Lazy<byte[]>(() => Build(kinds, OpenApiDialect.V2));
    }

    /// <summary>The document of <c>/openapi/v2</c> as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> V2Json => _v2.Value;

    /// <summary>What <c>kubectl</c> asks <c>/openapi/v2</c> for.</summary>
    public const string V2ProtobufAsked = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    /// <summary>What <see cref="V2Protobuf"/> is called in an answer, where an at sign would be no media type.</summary>
    public const string V2ProtobufType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    /// <summary>A document of <c>/openapi/v2</c> as protobuf that describes no kind.</summary>
    public static ReadOnlyMemory<byte> V2Protobuf { get; } = EmptyV2();

    /// <summary>The document of <c>/openapi/v3</c>: every group version and where its document is.</summary>
    public JsonObject V3Index
    {
        get
        {
            var paths = new JsonObject();
            foreach (var (path, kinds) in _kinds.OrderBy(group => group.Key, StringComparer.Ordinal))
            {
                paths[path] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}?hash={Hash(kinds)}" };
            }

            return new JsonObject { ["paths"] = paths };
        }
    }

    /// <summary>The document of <c>/openapi/v3/{path}</c> as UTF-8 JSON; null when nothing is served there.</summary>
    /// <param name="path"><c>api/v1</c> or <c>apis/{group}/{version}</c>.</param>
    public ReadOnlyMemory<byte>? V3Json(string path) =>
        _v3.TryGetValue(path, out var document) ? new ReadOnlyMemory<byte>(document.Value) : (ReadOnlyMemory<byte>?)null;

    // gnostic's OpenAPIv2.proto: Document has swagger = 1 and info = 2, Info has title = 1 and version = 2, all with a length.
    private static byte[] EmptyV2()
    {
        byte[] info = [.. Field(1, "Kubernetes"u8), .. Field(2, Encoding.UTF8.GetBytes(ServerVersion))];
        return [.. Field(1, "2.0"u8), .. Field(2, info)];

        static byte[] Field(int number, ReadOnlySpan<byte> value) =>
            [(byte)((number << 3) | 2), checked((byte)value.Length), .. value];
    }

    private static byte[] Build(IReadOnlyList<OpenApiKind> kinds, OpenApiDialect dialect)
    {
        var schemas = new OpenApiSchemas(dialect);
        var paths = new JsonObject();
        foreach (var kind in kinds)
        {
            OpenApiPaths.Add(paths, kind, schemas.Add(kind), schemas, dialect);
        }

        var document = new JsonObject
        {
            [dialect == OpenApiDialect.V2 ? "swagger" : "openapi"] = dialect == OpenApiDialect.V2 ? "2.0" : "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = ServerVersion },
            ["paths"] = paths,
        };
        if (dialect == OpenApiDialect.V2)
        {
            document["definitions"] = schemas.ToJson();
        }
        else
        {
            document["components"] = new JsonObject { ["schemas"] = schemas.ToJson() };
        }

        return JsonSerializer.SerializeToUtf8Bytes(document);
    }

    /// <summary>Changes when the document would: clients keep a document for as long as its hash stays.</summary>
    private static string Hash(IReadOnlyList<OpenApiKind> kinds)
    {
        var text = new StringBuilder().Append(typeof(OpenApiDocuments).Module.ModuleVersionId);
        foreach (var kind in kinds)
        {
            text.Append($"|{kind.Kind} {kind.Plural} {kind.Namespaced} {kind.HasStatus} ");
            text.Append(kind.Schema?.ToJsonString());
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
