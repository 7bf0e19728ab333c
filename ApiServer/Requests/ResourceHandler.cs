using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.Operations;
using MetalOrleans.ApiServer.Protobuf;
using MetalOrleans.ApiServer.Resources;
using MetalOrleans.ApiServer.Tables;

namespace MetalOrleans.ApiServer.Requests;

/// <summary>Carries one request for a resource to its operation and the outcome back to HTTP.</summary>
internal sealed class ResourceHandler(
    ServerParts parts,
    ObjectCreator creator,
    ObjectUpdater updater,
    ObjectPatcher patcher,
    ObjectDeleter deleter,
    ListOperation lists,
    WatchOperation watches,
    ReviewOperation reviews)
{
    public Task HandleAsync(ApiRequest request)
    {
        if (request.Resource.Warning is { } warning)
        {
            request.Warn(warning);
        }

        if (request.Resource.IsReview)
        {
            return reviews.ExecuteAsync(request);
        }

        return request.Verb switch
        {
            "get" => GetAsync(request),
            "list" => lists.ExecuteAsync(request),
            "watch" => watches.ExecuteAsync(request),
            "create" => CreateAsync(request),
            "update" => UpdateAsync(request),
            "patch" => PatchAsync(request),
            "delete" => DeleteAsync(request),
            "deletecollection" => DeleteCollectionAsync(request),
            _ => throw Failures.MethodNotAllowed(),
        };
    }

    private Task GetAsync(ApiRequest request)
    {
        var resource = request.Resource;
        var found = parts.Store.Find(resource.Storage, request.Target.Namespace, request.Target.Name)
            ?? throw Failures.NotFound(resource, request.Target.Name);
        return request.Media is { Rendering: Rendering.Object, IsYaml: false } && resource.ApiVersion == resource.Storage.ApiVersion
            ? Answers.JsonAsync(request.Http, 200, found.Json)
            : RenderAsync(request, 200, parts.Converter.To(found.ToDocument(), resource.ApiVersion));
    }

    private async Task CreateAsync(ApiRequest request)
    {
        if (request.Target.Name.Length > 0)
        {
            throw Failures.MethodNotAllowed();
        }

        var body = await RequestBody.ReadObjectAsync(request.Http.Request);
        if (request.Resource.IsNamespaced && request.Target.Namespace.Length == 0)
        {
            throw Failures.BadRequest("an empty namespace may not be set during creation");
        }

        var (intent, item) = Normalize(Intent(request) with { Name = body.Name() }, body);
        var written = await creator.CreateAsync(intent, item, ownsFields: false, request.Aborted);
        await RespondAsync(request, 201, written.Object);
    }

    private async Task UpdateAsync(ApiRequest request)
    {
        var body = await RequestBody.ReadObjectAsync(request.Http.Request);
        if (body.Name().Length > 0 && body.Name() != request.Target.Name)
        {
            throw Failures.BadRequest($"the name of the object ({body.Name()}) does not match the name on the URL ({request.Target.Name})");
        }

        var (intent, item) = Normalize(Intent(request), body);
        var written = await updater.UpdateAsync(intent, _ => item.Copy(), ownsFields: false, isPut: true, request.Aborted);
        if (written is null)
        {
            if (!request.Resource.Strategy.AllowsCreateOnUpdate || intent.Subresource.Length > 0)
            {
                throw Failures.NotFound(request.Resource, request.Target.Name);
            }

            item.Metadata().Default("name", request.Target.Name);
            item.Metadata().Remove("resourceVersion");
            written = await creator.CreateAsync(intent, item, ownsFields: false, request.Aborted);
        }

        await RespondAsync(request, written.IsCreated ? 201 : 200, written.Object);
    }

    private async Task PatchAsync(ApiRequest request)
    {
        var type = RequestBody.MediaType(request.Http.Request);
        var body = await RequestBody.ReadAsync(request.Http.Request);
        var written = await patcher.PatchAsync(
            Intent(request), type, body, request.Options.Force, request.Options.FieldManager.Length > 0, request.Aborted);
        await RespondAsync(request, written.IsCreated ? 201 : 200, written.Object);
    }

    private async Task DeleteAsync(ApiRequest request)
    {
        var demand = await ReadDemandAsync(request);
        var intent = Intent(request);
        var (item, isGone) = await deleter.DeleteAsync(intent with { IsDryRun = intent.IsDryRun || demand.IsDryRun }, demand, request.Aborted);
        if (!isGone || request.Resource.Strategy.ReturnsDeletedObject)
        {
            await RespondAsync(request, 200, item);
            return;
        }

        var details = new JsonObject { ["name"] = item.Name() };
        if (request.Resource.Group.Length > 0)
        {
            details["group"] = request.Resource.Group;
        }

        details["kind"] = request.Resource.Plural;
        details["uid"] = item.Text("metadata", "uid");
        await Answers.NodeAsync(request.Http, 200, Success(details), request.Media.IsYaml);
    }

    private async Task DeleteCollectionAsync(ApiRequest request)
    {
        var demand = await ReadDemandAsync(request);
        var intent = Intent(request);
        var filter = new WatchFilter(request);
        var removed = new JsonArray();
        foreach (var (key, item) in parts.Store.Snapshot(request.Resource.Storage).Objects)
        {
            if (!filter.Matches(item))
            {
                continue;
            }

            try
            {
                var one = intent with { Namespace = key.Namespace, Name = key.Name, IsDryRun = intent.IsDryRun || demand.IsDryRun };
                removed.Add((JsonNode)(await deleter.DeleteAsync(one, demand, request.Aborted)).Object);
            }
            catch (ApiFailure failure) when (failure.Code == 404)
            {
                // Somebody else was faster; gone is what was asked for.
            }
        }

        await Answers.NodeAsync(request.Http, 200, new JsonObject
        {
            ["kind"] = request.Resource.ListKind,
            ["apiVersion"] = request.Resource.ApiVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = $"{parts.Store.Revision}" },
            ["items"] = removed,
        }, request.Media.IsYaml);
    }

    private static async Task<DeleteDemand> ReadDemandAsync(ApiRequest request)
    {
        var body = await RequestBody.ReadAsync(request.Http.Request);
        var type = RequestBody.MediaType(request.Http.Request);
        var options = body.Length == 0 ? null
            : type == ProtobufObject.MediaType ? RequestBody.ParseProtobuf(body)
            : RequestBody.Parse(body, type.EndsWith("yaml", StringComparison.Ordinal)) as JsonObject;
        return DeleteDemand.Read(options, request.Options.PropagationPolicy);
    }

    private WriteIntent Intent(ApiRequest request) => new(Stored(request.Resource), request.Target.Namespace, request.Target.Name)
    {
        Subresource = request.Target.Subresource,
        Manager = request.Manager,
        FieldValidation = request.Options.FieldValidation,
        IsDryRun = request.Options.IsDryRun,
        Warn = request.Warn,
    };

    /// <summary>Events are written in their core form whichever group they come through; other kinds in the version asked for.</summary>
    private ResourceDefinition Stored(ResourceDefinition resource) =>
        resource is { Kind: "Event", Group: "events.k8s.io" } ? parts.Catalog.Table.Find("", "v1", "events")! : resource;

    private (WriteIntent Intent, JsonObject Item) Normalize(WriteIntent intent, JsonObject body) =>
        intent.Resource is { Kind: "Event" } && body.Text("apiVersion") == "events.k8s.io/v1"
            ? (intent, parts.Converter.To(body, "v1"))
            : (intent, body);

    private Task RespondAsync(ApiRequest request, int code, JsonObject item)
    {
        if (request.Fault?.DropAfterWork == true)
        {
            request.Http.Abort();
            return Task.CompletedTask;
        }

        return RenderAsync(request, code, parts.Converter.To(item, request.Resource.ApiVersion));
    }

    private Task RenderAsync(ApiRequest request, int code, JsonObject item)
    {
        var printer = request.Resource.Printer;
        JsonNode shown = request.Media.Rendering switch
        {
            Rendering.Table => TableWriter.Table(
                printer,
                new JsonObject { ["resourceVersion"] = item.Text("metadata", "resourceVersion") },
                true,
                [TableWriter.Row(printer, request.Resource.Kind == "Event" ? parts.Converter.To(item, "v1") : item, request.Options.IncludeObject, parts.Now)]),
            Rendering.PartialObject => TableWriter.Partial(item),
            _ => item,
        };
        return Answers.NodeAsync(request.Http, code, shown, request.Media.IsYaml);
    }

    private static JsonObject Success(JsonObject details) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Success",
        ["details"] = details,
    };
}
