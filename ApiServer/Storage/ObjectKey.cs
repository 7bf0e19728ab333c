namespace MetalOrleans.ApiServer.Storage;

/// <summary>Names one object in a collection; ordered as etcd orders <c>namespace/name</c>, so that pages come in the order clients know.</summary>
internal readonly record struct ObjectKey(string Namespace, string Name) : IComparable<ObjectKey>
{
    public int CompareTo(ObjectKey other)
    {
        var byNamespace = CompareAsPath(Namespace, other.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary>Compares as if both ended in '/', which sorts after '-' and '.': "a-b" comes before "a".</summary>
    private static int CompareAsPath(string left, string right)
    {
        var shared = Math.Min(left.Length, right.Length);
        for (var i = 0; i < shared; i++)
        {
            if (left[i] != right[i])
            {
                return left[i] - right[i];
            }
        }

        if (left.Length == right.Length)
        {
            return 0;
        }

        return left.Length < right.Length ? '/' - right[shared] : left[shared] - '/';
    }
}
