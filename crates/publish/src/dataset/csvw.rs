//! What the columns of a CSV file are, for machines: CSVW (W3C, Metadata Vocabulary for Tabular Data, 2015).

use record::{Language, Schema};
use serde_json::{Value as Json, json};

use super::{Column, ID, Table};

impl Table {
    /// The metadata of the table's CSV file. Dates are text in EDTF: of what precision, XML Schema has no type for.
    pub fn csvw(&self, schema: &Schema, url: &str) -> Json {
        let id = json!({ "name": ID, "titles": ID, "required": true, "datatype": "string" });
        let columns: Vec<Json> =
            [id].into_iter().chain(self.columns.iter().map(|column| self.column(schema, column))).collect();
        json!({
            "@context": "http://www.w3.org/ns/csvw",
            "url": url,
            "dialect": { "header": true, "encoding": "utf-8" },
            "tableSchema": { "primaryKey": ID, "columns": columns },
        })
    }

    fn column(&self, schema: &Schema, column: &Column) -> Json {
        let label = |language: Language| {
            let property = schema.property(&self.kind, &column.property);
            property.map_or(column.property.clone(), |property| property.label.get(language).to_owned())
        };
        let name = column.name.replace(['-', '.'], "_");
        let mut json = json!({
            "name": name, "titles": column.name, "datatype": "string",
            "dc:title": Language::ALL.map(|language| json!({ "@value": label(language), "@language": language.tag() })),
        });
        if let Some(separator) = &column.separator {
            json["separator"] = json!(separator);
        }
        if let Some(language) = &column.language {
            json["lang"] = json!(language.as_str());
        }
        json
    }
}
