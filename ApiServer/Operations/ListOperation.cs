using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.Requests;
using MetalOrleans.ApiServer.Resources;
using MetalOrleans.ApiServer.Selectors;
using MetalOrleans.ApiServer.Storage;
using MetalOrleans.ApiServer.Tables;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>Answers lists: selectors, pages over one snapshot, and the renderings.</summary>
internal sealed class ListOperation(ServerParts parts, PageCache pages)
{
    public Task ExecuteAsync(ApiRequest request)
    {
        var options = request.Options;
        var token = options.Continue.Length > 0 ? PageToken.Decode(options.Continue) : null;
        var snapshot = Choose(request, token);
        var labels = LabelSelector.Parse(options.LabelSelector);
        var fields = FieldSelector.Parse(options.FieldSelector, request.Resource);
        var found = new List<StoredObject>();
        var left = 0;
        foreach (var (key, item) in snapshot.Objects)
        {
            if ((request.Target.Namespace.Length > 0 && key.Namespace != request.Target.Namespace)
                || (token is not null && key.CompareTo(token.Last) <= 0)
                || !labels.Matches(item.Labels)
                || !fields.Matches(item))
            {
                continue;
            }

            if (options.Limit > 0 && found.Count == options.Limit)
            {
                left++;
                continue;
            }

            found.Add(item);
        }

        var metadata = new JsonObject { ["resourceVersion"] = snapshot.Revision.ToString(CultureInfo.InvariantCulture) };
        if (left > 0)
        {
            pages.Keep(request.Resource.Storage, snapshot);
            metadata["continue"] = new PageToken(snapshot.Revision, found[^1].Key).Encode();
            if (labels.IsEverything && fields.IsEverything)
            {
                metadata["remainingItemCount"] = left;
            }
        }

        return WriteAsync(request, found, metadata);
    }

    private Snapshot Choose(ApiRequest request, PageToken? token)
    {
        var storage = request.Resource.Storage;
        var options = request.Options;
        var present = parts.Store.Snapshot(storage);
        if (token is not null)
        {
            if (token.Revision < 0 || token.Revision == present.Revision)
            {
                return present;
            }

            return pages.Find(storage, token.Revision) ?? throw Failures.ContinueExpired((token with { Revision = -1 }).Encode());
        }

        if (options.ResourceVersionMatch.Length > 0 && options.ResourceVersion is null)
        {
            throw new ApiFailure(422, "Invalid", "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided");
        }

        if (options.ResourceVersion is not { } asked || asked == 0)
        {
            return present;
        }

        if (asked > present.Revision)
        {
            throw Failures.TooLarge(asked, present.Revision);
        }

        return options.ResourceVersionMatch == "Exact" && asked != present.Revision
            ? pages.Find(storage, asked) ?? throw new ApiFailure(410, "Expired", "The resourceVersion for the provided list is too old.")
            : present;
    }

    private Task WriteAsync(ApiRequest request, List<StoredObject> found, JsonObject metadata)
    {
        var resource = request.Resource;
        switch (request.Media.Rendering)
        {
            case Rendering.Table:
                var now = parts.Now;
                var rows = found.Select(item => TableWriter.Row(resource.Printer, ForTable(resource, item), request.Options.IncludeObject, now));
                return Answers.NodeAsync(request.Http, 200, TableWriter.Table(resource.Printer, metadata, true, rows), request.Media.IsYaml);
            case Rendering.PartialObject:
                return Answers.NodeAsync(request.Http, 200, List("PartialObjectMetadataList", "meta.k8s.io/v1", metadata, found.Select(item => TableWriter.Partial(item.ToDocument()))), request.Media.IsYaml);
            default:
                return request.Media.IsYaml
                    ? Answers.NodeAsync(request.Http, 200, List(resource.ListKind, resource.ApiVersion, metadata, found.Select(item => parts.Converter.To(item.ToDocument(), resource.ApiVersion))), asYaml: true)
                    : WriteBytesAsync(request, found, metadata);
        }
    }

    private static JsonObject List(string kind, string apiVersion, JsonObject metadata, IEnumerable<JsonNode> items) => new()
    {
        ["kind"] = kind,
        ["apiVersion"] = apiVersion,
        ["metadata"] = metadata,
        ["items"] = new JsonArray([.. items]),
    };

    /// <summary>Tables are filled from the form the printers know; for Events that is the core form, whatever was asked.</summary>
    private JsonObject ForTable(ResourceDefinition resource, StoredObject item) =>
        resource.IsCustom ? parts.Converter.To(item.ToDocument(), resource.ApiVersion) : item.ToDocument();

    /// <summary>The usual list: stored bytes strung together, never parsed.</summary>
    private async Task WriteBytesAsync(ApiRequest request, List<StoredObject> found, JsonObject metadata)
    {
        var resource = request.Resource;
        var response = request.Http.Response;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-cache, private";
        var writer = response.BodyWriter;
        writer.Write(Encoding.UTF8.GetBytes($"{{\"kind\":\"{resource.ListKind}\",\"apiVersion\":\"{resource.ApiVersion}\",\"metadata\":{Doc.ToJson(metadata)},\"items\":["));
        for (var i = 0; i < found.Count; i++)
        {
            if (i > 0)
            {
                writer.Write(","u8);
            }

            writer.Write(Bytes(resource, found[i]));
            if (writer.UnflushedBytes > 256 * 1024)
            {
                await writer.FlushAsync(request.Aborted);
            }
        }

        writer.Write("]}\n"u8);
        await writer.FlushAsync(request.Aborted);
    }

    private byte[] Bytes(ResourceDefinition resource, StoredObject item) => resource.ApiVersion == resource.Storage.ApiVersion
        ? item.Json
        : Doc.ToUtf8(parts.Converter.To(item.ToDocument(), resource.ApiVersion));
}
