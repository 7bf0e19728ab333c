using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;

namespace MetalOrleans.Silo.Controllers;

/// <summary>
/// What peers may know of the Secrets beside them (C-084): the types, and the passwords of those meant for peers. No other
/// value is kept here.
/// </summary>
internal sealed class PasswordSecretStore
{
    private volatile ImmutableDictionary<string, PasswordSecret> _secrets = ImmutableDictionary<string, PasswordSecret>.Empty;
    private volatile bool _hasSynced;

    /// <summary>The Secrets by name.</summary>
    public ImmutableDictionary<string, PasswordSecret> Secrets => _secrets;

    public bool HasSynced => _hasSynced;

    /// <returns>Whether anything that a peer reads has changed.</returns>
    public bool Apply(ListWatchEvent<Secret> happened)
    {
        var before = _secrets;
        switch (happened)
        {
            case Synced<Secret> synced:
                _secrets = Replace(synced);
                _hasSynced = true;
                break;

            case Applied<Secret> applied:
                _secrets = Set(_secrets, applied.Object);
                break;

            case Deleted<Secret> deleted:
                _secrets = _secrets.Remove(deleted.Object.Metadata.Name);
                break;
        }

        return !ReferenceEquals(before, _secrets);
    }

    private ImmutableDictionary<string, PasswordSecret> Replace(Synced<Secret> synced)
    {
        var kept = synced.Items.Select(item => item.Metadata.Name)
            .Concat(synced.Unreadable.Select(unreadable => unreadable.Key.Name))
            .ToHashSet(StringComparer.Ordinal);
        var after = _secrets.RemoveRange(_secrets.Keys.Where(name => !kept.Contains(name)));
        return synced.Items.Aggregate(after, Set);
    }

    private static ImmutableDictionary<string, PasswordSecret> Set(
        ImmutableDictionary<string, PasswordSecret> secrets, Secret secret)
    {
        var read = PasswordSecretMapping.ToPasswordSecret(secret);
        return secrets.TryGetValue(secret.Metadata.Name, out var before) && before == read
            ? secrets
            : secrets.SetItem(secret.Metadata.Name, read);
    }
}
