//! The heads of tables: which column holds what, in the words of the programs and services that write tables, and in the languages
//! that they write them in.

use std::{collections::HashMap, sync::LazyLock};

use super::rows;
use crate::track::squash;

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Column {
    Title,
    Artist,
    /// Artists in one cell, parted by commas or semicolons.
    Artists,
    Version,
    Isrc,
    Playlist,
    Bpm,
    /// Beats per minute in English, a length in Italian and Portuguese.
    Tempo,
    Key,
    /// 1 or 0 beside a key that is a number: major or minor.
    Mode,
    Seconds,
    Milliseconds,
    File,
    /// A file's name without its folder.
    FileName,
    Spotify,
}

/// Where a table's head stands, and what it says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Lines before the first row.
    pub(super) lines: usize,
    pub(super) delimiter: char,
    pub(super) columns: Vec<Option<Column>>,
    /// We wrote it.
    pub(super) own: bool,
}

impl Head {
    pub(super) fn has(&self, column: Column) -> bool {
        self.columns.contains(&Some(column))
    }

    fn is_table(&self) -> bool {
        self.has(Column::Title) && (self.has(Column::Artist) || self.has(Column::Artists))
    }
}

/// Heads that stand together in our own tables alone.
const OWN: [&str; 4] = ["Track name", "Spotify - id", "version", "camelot"];

/// Only so many lines may stand before a head.
const FIRST_LINES: usize = 5;

/// The head of a table with titles and artists; `None` where the text is no such table.
pub(super) fn find(text: &str) -> Option<Head> {
    let mut named = None;
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    lines.take(FIRST_LINES).find_map(|(line, number)| {
        if let Some(delimiter) = separator(line) {
            named = Some(delimiter);
            return None;
        }
        let delimiters: &[char] = named.as_ref().map_or(&[',', ';', '\t', '|'], std::slice::from_ref);
        let heads = delimiters.iter().map(|&delimiter| {
            let cells = rows::cells(line, delimiter);
            let own = cells.len() >= OWN.len() && OWN.iter().all(|own| cells.iter().any(|cell| cell == own));
            let columns = cells.iter().map(|head| column(head)).collect();
            Head { lines: number, delimiter, columns, own }
        });
        heads.filter(Head::is_table).max_by_key(|head| head.columns.iter().flatten().count())
    })
}

/// `sep=;`: what Excel reads before a head.
fn separator(line: &str) -> Option<char> {
    let line = line.trim_matches([' ', '"']);
    let named = line.get(..4).filter(|word| word.eq_ignore_ascii_case("sep="))?;
    let mut rest = line[named.len()..].chars();
    rest.next().filter(|_| rest.next().is_none())
}

/// The column of a head, whatever its case, accents, spaces and signs.
fn column(head: &str) -> Option<Column> {
    static COLUMNS: LazyLock<HashMap<String, Column>> = LazyLock::new(|| {
        let words =
            WORDS.iter().flat_map(|(column, words)| words.split(',').map(move |word| (word, *column)));
        words.map(|(word, column)| (squash(word), column)).collect()
    });
    COLUMNS.get(&squash(head)).copied()
}

/// English first, then what rekordbox, `VirtualDJ`, Traktor and iTunes write elsewhere.
const WORDS: &[(Column, &str)] = &[
    (
        Column::Title,
        "title,track title,track name,track,song,song name,song title,name,\
         Titel,Track-Titel,Tracktitel,Songtitel,Liedtitel,Titelname,Stück,\
         Titre,Titre du morceau,Titre de la piste,Titre de la chanson,Nom du morceau,Morceau,Piste,\
         Título,Título de la pista,Título del tema,Título de la canción,Título de pista,Nombre de la pista,Canción,Tema,Pista,Nombre,\
         Titolo,Titolo brano,Titolo del brano,Titolo traccia,Titolo della traccia,Brano,Traccia,\
         Título da faixa,Título da música,Nome da faixa,Faixa,Música,Nome,Tracktitel,Nummertitel,Titel van nummer,\
         Название,Название трека,Название композиции,Название песни,Трек,Композиция,Песня,Имя,\
         トラックタイトル,トラック名,曲名,タイトル,楽曲名,曲,名前,트랙 제목,트랙 타이틀,트랙명,제목,곡 제목,곡명,곡,이름,\
         曲目标题,曲目名称,音轨标题,音轨名称,歌曲名,歌曲名称,歌曲标题,歌名,标题,曲目,轨道标题,名称,\
         曲目標題,曲目名稱,音軌標題,歌曲名稱,歌曲標題,標題,軌道標題,名稱,\
         Tytuł,Tytuł utworu,Nazwa utworu,Utwór,Název,Název skladby,Skladba,Parça,Parça adı,Şarkı adı,Başlık,\
         Spår,Låttitel,Låt,Spornavn,Sportittel,Sang,Kappale,Kappaleen nimi,Nimi,Cím,Szám címe",
    ),
    (
        Column::Artist,
        "artist,artist name,track artist,performer,author,creator,\
         Interpret,Künstler,Künstlername,Artiste,Nom de l'artiste,Interprète,Artista,Nombre del artista,Intérprete,Nome do artista,\
         Nome artista,Esecutore,Artiest,Uitvoerder,Исполнитель,Артист,Имя исполнителя,アーティスト,アーティスト名,아티스트,아티스트명,가수,\
         艺术家,艺人,歌手,演出者,表演者,藝術家,藝人,Wykonawca,Artysta,Umělec,Sanatçı,Artisti,Esittäjä,Kunstner,Utøver,Előadó",
    ),
    (
        Column::Artists,
        "artists,artist names,artist name(s),artist(s),track artists,track artist(s),Künstler(innen),Artistes,Artistas",
    ),
    (
        Column::Version,
        "version,mix name,mix,remix,mixname,Mix-Name,Nom du mix,Nombre de la mezcla,Nome mix,ミックス名,믹스 이름",
    ),
    (Column::Isrc, "isrc,isrc code,track isrc"),
    (Column::Playlist, "playlist,playlist name"),
    (Column::Bpm, "bpm,average bpm,beats per minute,ударов в минуту"),
    (Column::Tempo, "tempo"),
    (
        Column::Key,
        "key,tonality,camelot,musical key,initial key,key text,open key,key signature,\
         Tonart,Tonalité,Clé,Clef,Tonalidad,Clave,Tono,Tonalità,Chiave,Toonsoort,Toonaard,Sleutel,Tonalidade,Tom,Chave,\
         Тональность,Ключ,キー,調,키,조,조성,调,调性,音调,調性,音調,Tonacja,Klucz,Tónina,Ton,Anahtar,Toneart,Sävellaji,Hangnem",
    ),
    (Column::Mode, "mode"),
    (
        Column::Seconds,
        "duration,length,time,total time,song length,track length,duration (s),duration (sec),duration (seconds),seconds,\
         Dauer,Länge,Zeit,Spieldauer,Gesamtzeit,Durée,Temps,Duración,Tiempo,Longitud,Durata,Lunghezza,Duur,Tijd,Lengte,Duração,\
         Время,Длительность,Продолжительность,時間,再生時間,長さ,시간,재생 시간,길이,时间,时长,長度,時長,时间长度,\
         Czas,Czas trwania,Długość,Délka,Čas,Süre,Tid,Varighed,Varighet,Längd,Kesto,Idő,Hossz",
    ),
    (
        Column::Milliseconds,
        "duration (ms),duration ms,track duration (ms),length (ms),time (ms),duration in ms,duration (milliseconds),\
         duration in milliseconds,milliseconds,duration millis,length in ms",
    ),
    (
        Column::File,
        "file,location,path,file path,full path,file location,\
         Speicherort,Dateipfad,Pfad,Ort,Emplacement,Chemin,Chemin d'accès,Ubicación,Ruta,Posizione,Percorso,Locatie,Bestandslocatie,\
         Bestandspad,Localização,Caminho,Расположение,Путь,Путь к файлу,Местоположение,場所,保存場所,ファイルの場所,パス,ファイルパス,\
         위치,경로,파일 경로,位置,路径,文件路径,路徑,檔案路徑,Lokalizacja,Ścieżka,Umístění,Cesta,Konum,Plats,Sökväg,Placering,Sijainti",
    ),
    (
        Column::FileName,
        "file name,filename,Dateiname,Nom du fichier,Nombre de archivo,Nome file,Bestandsnaam,Nome do arquivo,Имя файла,ファイル名,파일 이름,文件名,檔案名稱",
    ),
    (
        Column::Spotify,
        "track uri,spotify uri,spotify id,spotify - id,spotify track id,spotify url,spotify link,uri,url,link,track url",
    ),
];

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::exportify(
        "\"Track URI\",\"Track Name\",\"Album Name\",\"Artist Name(s)\",\"Duration (ms)\"\n",
        ','
    )]
    #[case::soundiiz("title;artist;album;isrc;addedDate;addedBy;duration;url\n", ';')]
    #[case::tunemymusic("Track name,Artist name,Album,Playlist name,Type,ISRC\n", ',')]
    #[case::shazam("Shazam Library\nIndex,TagTime,Title,Artist,URL,TrackKey\n", ',')]
    #[case::virtualdj("sep=,\n\"Title\",\"Artist\",\"Remix\",\"Length\",\"Bpm\",\"Key\",\"Year\"\n", ',')]
    #[case::engine(
        "#,Title,Artist,Album,Length,BPM,Key,Comment,Genre,Label,Composer,Remixer,Year,File name\n",
        ','
    )]
    #[case::serato("\"name\",\"artist\",\"album\",\"genre\",\"bpm\",\"key\"\n", ',')]
    #[case::lexicon("title,artist,albumTitle,label,remixer,mix,composer,key,bpm,duration,location\n", ',')]
    #[case::beatport("Track Name|Mix Name|Artists|Remixers|Label|BPM|Key|Length\n", '|')]
    #[case::rekordbox(
        "#\tArtwork\tTrack Title\tArtist\tAlbum\tGenre\tBPM\tRating\tTime\tKey\tDate Added\n",
        '\t'
    )]
    #[case::german("#\tArtwork\tTitel\tInterpret\tAlbum\tGenre\tBPM\tBewertung\tZeit\tTonart\n", '\t')]
    #[case::french("#\tPochette\tTitre du morceau\tArtiste\tAlbum\tGenre\tBPM\tDurée\tTonalité\n", '\t')]
    #[case::spanish("#\tTítulo de la pista\tArtista\tÁlbum\tBPM\tTiempo\tClave\n", '\t')]
    #[case::italian("#\tTitolo brano\tArtista\tAlbum\tBPM\tTempo\tChiave\n", '\t')]
    #[case::russian("#\tНазвание трека\tИсполнитель\tАльбом\tBPM\tВремя\tТональность\n", '\t')]
    #[case::japanese("#\tトラックタイトル\tアーティスト\tアルバム\tBPM\t時間\tキー\n", '\t')]
    #[case::korean("#\t트랙 제목\t아티스트\t앨범\tBPM\t시간\t키\n", '\t')]
    #[case::chinese("#\t曲目标题\t艺术家\t专辑\tBPM\t时间\t音调\n", '\t')]
    fn heads_of_other_programs_are_known(#[case] text: &str, #[case] delimiter: char) {
        let head = find(text).expect("a head");
        assert_eq!(head.delimiter, delimiter);
        assert_eq!(head.lines, text.lines().count());
    }

    #[rstest]
    #[case("title,album\na,b\n")]
    #[case("Artist - Title\n")]
    #[case("a\nb\nc\nd\ne\nTitle,Artist\n")]
    #[case("")]
    fn other_text_is_no_table(#[case] text: &str) {
        assert_eq!(find(text), None);
    }

    #[test]
    fn no_word_stands_for_two_columns() {
        let mut seen: HashMap<String, Column> = HashMap::new();
        for (column, words) in WORDS {
            for word in words.split(',') {
                let squashed = squash(word);
                assert!(!squashed.is_empty(), "{word}");
                let other = seen.insert(squashed, *column);
                assert!(other.is_none_or(|other| other == *column), "{word} is {column:?} and {other:?}");
            }
        }
    }

    #[test]
    fn a_separator_is_named_in_a_line_of_its_own() {
        assert_eq!(separator("sep=;"), Some(';'));
        assert_eq!(separator("\"SEP=\t\""), Some('\t'));
        assert_eq!((separator("sep="), separator("sep=ab"), separator("x")), (None, None, None));
    }
}
