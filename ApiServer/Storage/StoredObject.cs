using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Storage;

/// <summary>
/// One version of one object. The JSON is kept as UTF-8 because most answers are those bytes as they are, and a parsed
/// tree costs ten times as much; only what every watch and the garbage collector ask for is kept beside it.
/// </summary>
internal sealed class StoredObject
{
    private StoredObject(ObjectKey key, string uid, long revision, byte[] json)
    {
        Key = key;
        Uid = uid;
        Revision = revision;
        Json = json;
    }

    public ObjectKey Key { get; }

    public string Uid { get; }

    /// <summary>The store's revision at which this version was written: <c>metadata.resourceVersion</c>.</summary>
    public long Revision { get; }

    public byte[] Json { get; }

    public ImmutableDictionary<string, string> Labels { get; private init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The uids of <c>metadata.ownerReferences</c>.</summary>
    public ImmutableArray<string> Owners { get; private init; } = [];

    public static StoredObject From(JsonObject document, long revision)
    {
        var metadata = document.Metadata();
        metadata["resourceVersion"] = revision.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Read(document, revision, Doc.ToUtf8(document));
    }

    /// <summary>Takes an object as it was stored, with the revision it carries.</summary>
    public static StoredObject Read(JsonObject document, long revision, byte[] json)
    {
        var labels = ImmutableDictionary<string, string>.Empty;
        if (document.Object("metadata", "labels") is { Count: > 0 } map)
        {
            labels = map.ToImmutableDictionary(pair => pair.Key, pair => Doc.AsText(pair.Value) ?? "", StringComparer.Ordinal);
        }

        return new StoredObject(new ObjectKey(document.Namespace(), document.Name()), document.Text("metadata", "uid") ?? "", revision, json)
        {
            Labels = labels,
            Owners = [.. document.Array("metadata", "ownerReferences").Objects().Select(owner => owner.Text("uid")).OfType<string>()],
        };
    }

    /// <summary>A new tree of this version, the caller's to change.</summary>
    public JsonObject ToDocument() => Doc.Parse(Json);
}
