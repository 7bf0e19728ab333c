using System.Buffers;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>A partial change of an object, in one of the four forms the API knows.</summary>
public sealed record Patch
{
    private Patch(string mediaType, ReadOnlyMemory<byte> body)
    {
        MediaType = mediaType;
        Body = body;
    }

    /// <summary>The form.</summary>
    public string MediaType { get; }

    /// <summary>The change itself.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The subresource to change, such as <c>status</c>; null means the object.</summary>
    public string? Subresource { get; init; }

    /// <summary>Who makes the change; required by server-side apply.</summary>
    public string? FieldManager { get; init; }

    /// <summary>Whether to take fields from other managers (server-side apply only).</summary>
    public bool Force { get; init; }

    /// <summary>A list of operations (RFC 6902).</summary>
    public static Patch Json(ReadOnlyMemory<byte> operations) => new("application/json-patch+json", operations);

    /// <summary>A document laid over the object; null removes (RFC 7396). The form for custom resources.</summary>
    public static Patch Merge(ReadOnlyMemory<byte> document) => new("application/merge-patch+json", document);

    /// <summary>A document merged by the schema's merge keys; built-in kinds only.</summary>
    public static Patch Strategic(ReadOnlyMemory<byte> document) =>
        new("application/strategic-merge-patch+json", document);

    /// <summary>Server-side apply: the fields the manager wants, as a whole object without a resource version.</summary>
    /// <exception cref="ArgumentException">The field manager is empty.</exception>
    public static Patch Apply<T>(T wanted, string fieldManager, bool force)
        where T : class, IKubernetesResource<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(fieldManager);
        var buffer = new ArrayBufferWriter<byte>();
        KubernetesJson.Write(buffer, wanted, T.TypeInfo);
        return new("application/apply-patch+yaml", buffer.WrittenMemory) { FieldManager = fieldManager, Force = force };
    }
}
