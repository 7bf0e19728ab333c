using System.Buffers;
using System.Text;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>A client of the Kubernetes API for the kinds in <see cref="Resources"/>. Safe for concurrent use.</summary>
/// <remarks>
/// Every verb sends exactly one request, except that a token refused with 401 is read again once. No client-side rate
/// limit, no hidden retry: see <see cref="ApiRetry"/>. Verbs throw <see cref="KubernetesApiException"/> when the server
/// refuses, <see cref="HttpRequestException"/> when it cannot be reached or answers no JSON, and
/// <see cref="TimeoutException"/> when it does not answer within <see cref="KubernetesClientOptions.RequestTimeout"/>.
/// After the last two a write may or may not have happened.
/// </remarks>
public sealed class KubernetesClient(KubernetesClientOptions options) : IDisposable
{
    private readonly ApiConnection _connection = new(options);

    /// <summary>How this client was configured.</summary>
    public KubernetesClientOptions Options { get; } = options;

    /// <summary>Closes all connections, open watches too.</summary>
    public void Dispose() => _connection.Dispose();

    /// <summary>Reads one object.</summary>
    public Task<T> GetAsync<T>(ObjectKey key, CancellationToken token)
        where T : class, IKubernetesResource<T> =>
        SendAsync<T>(new ApiRequest(HttpMethod.Get, T.Description.ObjectPath(key)), token);

    /// <summary>Reads one object; null if there is none.</summary>
    public async Task<T?> FindAsync<T>(ObjectKey key, CancellationToken token)
        where T : class, IKubernetesResource<T>
    {
        try
        {
            return await GetAsync<T>(key, token);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Reads one page of a list: the whole list when the query has no limit.</summary>
    public Task<ResourceList<T>> ListAsync<T>(ListQuery query, CancellationToken token)
        where T : class, IKubernetesResource<T>
    {
        ArgumentNullException.ThrowIfNull(query);
        return _connection.SendAsync(
            new ApiRequest(HttpMethod.Get, query.ToPath(T.Description)),
            static body => ResourceReader.ReadList<T>(body.Span),
            token);
    }

    /// <summary>Reads everything in all namespaces in one request.</summary>
    public Task<ResourceList<T>> ListAsync<T>(CancellationToken token)
        where T : class, IKubernetesResource<T> => ListAsync<T>(ListQuery.All, token);

    /// <summary>Reads all pages of a list; the version is that of the last page.</summary>
    /// <remarks>When a page token expires, the list begins again without pages, which cannot expire.</remarks>
    public async Task<ResourceList<T>> ListAllAsync<T>(ListQuery query, CancellationToken token)
        where T : class, IKubernetesResource<T>
    {
        ArgumentNullException.ThrowIfNull(query);
        var page = await ListAsync<T>(query, token);
        if (string.IsNullOrEmpty(page.Metadata.Continue))
        {
            return page;
        }

        var items = page.Items.ToBuilder();
        var unreadable = page.Unreadable.ToBuilder();
        while (!string.IsNullOrEmpty(page.Metadata.Continue))
        {
            try
            {
                page = await ListAsync<T>(query with { Continue = page.Metadata.Continue, ResourceVersion = null }, token);
            }
            catch (KubernetesApiException e) when (e.IsExpired)
            {
                return await ListAsync<T>(query with { Limit = null, Continue = null }, token);
            }

            items.AddRange(page.Items);
            unreadable.AddRange(page.Unreadable);
        }

        return page with { Items = items.DrainToImmutable(), Unreadable = unreadable.DrainToImmutable() };
    }

    /// <summary>Opens a watch. Only the wait for the answer's headers is bounded by <paramref name="token"/>'s owner.</summary>
    public async Task<WatchStream<T>> WatchAsync<T>(WatchQuery query, CancellationToken token)
        where T : class, IKubernetesResource<T>
    {
        ArgumentNullException.ThrowIfNull(query);
        var response = await _connection.OpenAsync(new ApiRequest(HttpMethod.Get, query.ToPath(T.Description)), token);
        try
        {
            return new WatchStream<T>(response, await response.Content.ReadAsStreamAsync(token));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Creates an object in the namespace its metadata names.</summary>
    public Task<T> CreateAsync<T>(T resource, CancellationToken token)
        where T : class, IKubernetesResource<T>
    {
        ArgumentNullException.ThrowIfNull(resource);
        var inNamespace = resource.Metadata.Namespace;
        if (T.Description.IsNamespaced && string.IsNullOrEmpty(inNamespace))
        {
            throw new ArgumentException($"The {T.Description.Kind} names no namespace: set metadata.namespace.", nameof(resource));
        }

        return WriteAsync(HttpMethod.Post, T.Description.CollectionPath(inNamespace), resource, token);
    }

    /// <summary>Replaces an object; refused with Conflict if its resource version is no longer the newest.</summary>
    public Task<T> UpdateAsync<T>(T resource, CancellationToken token)
        where T : class, IReplaceableResource<T> =>
        WriteAsync(HttpMethod.Put, T.Description.ObjectPath(ObjectKey.Of(resource)), resource, token);

    /// <summary>Replaces the status of an object; refused with Conflict if its resource version is no longer the newest.</summary>
    public Task<T> UpdateStatusAsync<T>(T resource, CancellationToken token)
        where T : class, IReplaceableResource<T> =>
        WriteAsync(HttpMethod.Put, T.Description.ObjectPath(ObjectKey.Of(resource)) + "/status", resource, token);

    /// <summary>Changes part of an object, or creates it (server-side apply only).</summary>
    public Task<T> PatchAsync<T>(ObjectKey key, Patch patch, CancellationToken token)
        where T : class, IKubernetesResource<T>
    {
        ArgumentNullException.ThrowIfNull(patch);
        var path = T.Description.ObjectPath(key);
        if (patch.Subresource is { Length: > 0 } subresource)
        {
            path = $"{path}/{subresource}";
        }

        path = new QueryPath(path)
            .With("fieldManager", patch.FieldManager)
            .With("force", patch.Force ? "true" : null)
            .ToString();
        return SendAsync<T>(new ApiRequest(HttpMethod.Patch, path) { Body = patch.Body, MediaType = patch.MediaType }, token);
    }

    /// <summary>Deletes an object; its dependents follow in the background.</summary>
    public Task DeleteAsync<T>(ObjectKey key, DeletePreconditions preconditions, CancellationToken token)
        where T : class, IKubernetesResource<T> =>
        _connection.SendAsync(
            new ApiRequest(HttpMethod.Delete, T.Description.ObjectPath(key)) { Body = DeleteBody.Write(preconditions) },
            static _ => true,
            token);

    /// <summary>Reads any path as text, such as <c>/readyz</c> or <c>/version</c>.</summary>
    public Task<string> GetTextAsync(string path, CancellationToken token) =>
        _connection.SendAsync(
            new ApiRequest(HttpMethod.Get, path), static body => Encoding.UTF8.GetString(body.Span), token);

    private Task<T> WriteAsync<T>(HttpMethod method, string path, T resource, CancellationToken token)
        where T : class, IKubernetesResource<T>
    {
        var buffer = new ArrayBufferWriter<byte>();
        KubernetesJson.Write(buffer, resource, T.TypeInfo);
        return SendAsync<T>(new ApiRequest(method, path) { Body = buffer.WrittenMemory }, token);
    }

    private Task<T> SendAsync<T>(ApiRequest request, CancellationToken token)
        where T : class, IKubernetesResource<T> =>
        _connection.SendAsync(request, static body => KubernetesJson.FromUtf8<T>(body.Span), token);
}
