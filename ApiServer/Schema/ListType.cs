namespace MetalOrleans.ApiServer.Schema;

/// <summary>How the entries of a list are told apart (<c>x-kubernetes-list-type</c>).</summary>
internal enum ListType
{
    /// <summary>Not at all: the list is one value. Also the meaning of a missing declaration.</summary>
    Atomic,

    /// <summary>By their value.</summary>
    Set,

    /// <summary>By the values of key fields.</summary>
    Map,
}
