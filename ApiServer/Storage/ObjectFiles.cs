using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Resources;
using MetalOrleans.ApiServer.Security;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.ApiServer.Storage;

/// <summary>
/// The files of a data directory: <c>objects/{group}_{plural}/{namespace}/{name}.json</c> and <c>revision</c>. A file
/// that cannot be read is reported, moved to <c>quarantine/</c>, and the others are kept.
/// </summary>
internal sealed partial class ObjectFiles(string root, ILogger logger)
{
    private const string Temporary = ".tmp";

    // File systems allow 255 bytes in a name; the rest is for the extensions.
    private const int NameLimit = 200;

    // Each sync of a file is a commit of the file system's own journal; above a few, one commit of everything is cheaper.
    private const int SyncedOneByOne = 4;

    private string ObjectsRoot => Path.Combine(root, "objects");

    private string RevisionPath => Path.Combine(root, "revision");

    public long ReadRevision()
    {
        if (!File.Exists(RevisionPath))
        {
            return 0;
        }

        if (long.TryParse(File.ReadAllText(RevisionPath).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
        {
            return revision;
        }

        Quarantine(RevisionPath, "it holds no number");
        return 0;
    }

    public void WriteRevision(long revision)
    {
        PrivateFile.CreateFolder(root);
        Replace(RevisionPath, Encoding.ASCII.GetBytes(revision.ToString(CultureInfo.InvariantCulture)));
    }

    public IReadOnlyList<(StorageKey Collection, StoredObject Object)> Load()
    {
        var loaded = new List<(StorageKey Collection, StoredObject Object)>();
        if (!Directory.Exists(ObjectsRoot))
        {
            return loaded;
        }

        foreach (var folder in Directory.EnumerateDirectories(ObjectsRoot).Order(StringComparer.Ordinal))
        {
            foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                if (path.EndsWith(Temporary, StringComparison.Ordinal))
                {
                    // A write that a crash cut short; the file it was to replace is still whole.
                    File.Delete(path);
                }
                else if (Read(folder, path) is { } found)
                {
                    loaded.Add(found);
                }
            }
        }

        return loaded;
    }

    /// <summary>Writes an object beside its file; <see cref="Sync"/> and <see cref="Publish"/> put it in place.</summary>
    /// <returns>Where the object's file will be.</returns>
    public string Draft(StorageKey collection, StoredObject version)
    {
        var path = PathOf(collection, version.Key);
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            PrivateFile.CreateFolder(folder);
        }

        using var file = PrivateFile.Create(path + Temporary);
        file.Write(version.Json);
        return path;
    }

    /// <summary>Makes drafts durable, so that what is renamed into place is whole after a power cut.</summary>
    public void Sync(IReadOnlyCollection<string> paths)
    {
        if (paths.Count > SyncedOneByOne)
        {
            DirectorySync.FlushFileSystem(root);
            return;
        }

        foreach (var path in paths)
        {
            using var file = new FileStream(path + Temporary, FileMode.Open, FileAccess.Write);
            file.Flush(flushToDisk: true);
        }
    }

    /// <summary>Puts a draft in place; durable when its folder has been flushed.</summary>
    public static void Publish(string path) => File.Move(path + Temporary, path, overwrite: true);

    /// <summary>Removes an object's file; durable when its folder has been flushed.</summary>
    /// <returns>Where the file was.</returns>
    public string Delete(StorageKey collection, ObjectKey key)
    {
        var path = PathOf(collection, key);
        if (Directory.Exists(Path.GetDirectoryName(path)))
        {
            File.Delete(path);
        }

        return path;
    }

    /// <summary>Makes the renames and removals in the folders of these files durable.</summary>
    public static void FlushFolders(IEnumerable<string> paths)
    {
        foreach (var folder in paths.Select(path => Path.GetDirectoryName(path)!).Distinct(StringComparer.Ordinal))
        {
            if (Directory.Exists(folder))
            {
                DirectorySync.Flush(folder);
            }
        }
    }

    private (StorageKey Collection, StoredObject Object)? Read(string folder, string path)
    {
        try
        {
            var json = File.ReadAllBytes(path);
            var document = Doc.Parse(json);
            if (document.Name().Length == 0
                || document.Text("apiVersion") is not { Length: > 0 } apiVersion
                || !long.TryParse(document.Text("metadata", "resourceVersion"), NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
            {
                Quarantine(path, "it names no object, apiVersion or resourceVersion");
                return null;
            }

            var parts = Path.GetFileName(folder).Split('_', 2);
            var collection = new StorageKey(parts[0] == "core" ? "" : parts[0], parts[^1], apiVersion);
            return (collection, StoredObject.Read(document, revision, json));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            Quarantine(path, error.Message);
            return null;
        }
    }

    private void Quarantine(string path, string reason)
    {
        var folder = Path.Combine(root, "quarantine");
        Directory.CreateDirectory(folder);
        var home = Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '_');
        var target = Path.Combine(folder, home);
        for (var i = 1; File.Exists(target); i++)
        {
            target = Path.Combine(folder, $"{home}.{i}");
        }

        File.Move(path, target);
        LogQuarantined(logger, path, target, reason);
    }

    private string PathOf(StorageKey collection, ObjectKey key) => Path.Combine(
        ObjectsRoot,
        $"{(collection.Group.Length == 0 ? "core" : collection.Group)}_{collection.Plural}",
        key.Namespace.Length == 0 ? "_" : key.Namespace,
        FileName(key.Name) + ".json");

    private static string FileName(string name)
    {
        var safe = Uri.EscapeDataString(name);
        return safe.Length <= NameLimit ? safe : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
    }

    private static void Replace(string path, byte[] content)
    {
        var draft = path + Temporary;
        using (var file = PrivateFile.Create(draft))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }
}
