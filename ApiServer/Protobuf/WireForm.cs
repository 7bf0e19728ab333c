namespace MetalOrleans.ApiServer.Protobuf;

/// <summary>What the octets of a field mean.</summary>
internal enum WireForm
{
    Text,
    Octets,
    Number,

    /// <summary>1 what it is (0 number, 1 text), 2 the number, 3 the text.</summary>
    NumberOrText,

    /// <summary>Fields of its own.</summary>
    Message,
}
